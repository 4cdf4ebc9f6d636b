// The parameters of a grid: each is set and read at one place of the strategy, and every other stays as it was.
#include <gtest/gtest.h>

#include "research/grid.hpp"

namespace bot::research {
namespace {

TEST(Parameters, EachIsItsOwnPlaceInTheStrategy) {
  const Strategy before;
  for (const Parameter& changed : parameters()) {
    Strategy after = before;
    changed.set(after, changed.get(before) + 3);
    for (const Parameter& other : parameters())
      EXPECT_EQ(other.get(after), other.get(before) + (other.name == changed.name ? 3 : 0))
          << changed.name << " and " << other.name;
  }
}

TEST(Parameters, AreFoundByName) {
  for (const Parameter& parameter : parameters()) EXPECT_EQ(find_parameter(parameter.name), &parameter);
  EXPECT_EQ(find_parameter("ema_fats"), nullptr);
}

TEST(Parameters, OfPointsAreThoseOfTheGridAndTheRestIsTheBase) {
  Strategy base;
  base.decide.selection.corr_window = 33;
  const auto points = grid_points({{"ema_fast", {10, 60}}, {"drift_band", {0.01, 0.03}}}, base);
  ASSERT_EQ(points.size(), 2U) << "60 is not below ema_slow";
  EXPECT_EQ(points[1].values, (std::vector<double>{10, 0.03}));
  EXPECT_EQ(points[1].strategy.decide.features.ema_fast, 10);
  EXPECT_EQ(points[1].strategy.drift_band, 0.03);
  EXPECT_EQ(points[1].strategy.decide.selection.corr_window, 33);
}

}  // namespace
}  // namespace bot::research
