// What counts as the rounding of cents, and what as another price.
#include "data/overlap.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace bot::data {
namespace {

std::vector<Bar> ten_bars(double factor) {
  std::vector<Bar> bars;
  for (int day = 0; day < 10; ++day) {
    const double close = (500 + day) * factor;
    bars.push_back({.date = make_date(2020, 6, 1) + std::chrono::days{day},
                    .open = close,
                    .high = close + 1,
                    .low = close - 1,
                    .close = close,
                    .volume = 1e6,
                    .adj_close = close});
  }
  return bars;
}

// A distribution of 30 cents on $500 is six in ten thousand: far below one in a thousand, and not to be lost.
TEST(Overlap, ADistributionOfSixInTenThousandIsARatio) {
  const Overlap adjusted = compare_adjusted(ten_bars(1), ten_bars(0.9994));
  EXPECT_EQ(adjusted.kind, OverlapKind::kRatio);
  EXPECT_NEAR(adjusted.ratio, 0.9994, 1e-12);
  const Overlap prices = compare_prices(ten_bars(1), ten_bars(0.9994));
  EXPECT_EQ(prices.kind, OverlapKind::kRatio);
  EXPECT_NEAR(prices.ratio, 0.9994, 1e-12);
}

TEST(Overlap, OneAdjustedCloseThatMovedByFourInTenThousandIsARevision) {
  std::vector<Bar> fresh = ten_bars(1);
  fresh[4].close += 0.2;
  const Overlap overlap = compare_adjusted(ten_bars(1), fresh);
  EXPECT_EQ(overlap.kind, OverlapKind::kDifferent);
  ASSERT_EQ(overlap.differences.size(), 1U);
  EXPECT_EQ(overlap.differences[0], "2020-06-05 adj_close is 504 in the cache, 504.2 at the source");
}

TEST(Overlap, ACentIsTheRoundingOfCentsInAnAdjustedCloseAndARevisionOfAPrice) {
  std::vector<Bar> fresh = ten_bars(1);
  fresh[4].close += 0.01;
  EXPECT_EQ(compare_adjusted(ten_bars(1), fresh).kind, OverlapKind::kSame);
  EXPECT_EQ(compare_prices(ten_bars(1), fresh).kind, OverlapKind::kDifferent);
}

}  // namespace
}  // namespace bot::data
