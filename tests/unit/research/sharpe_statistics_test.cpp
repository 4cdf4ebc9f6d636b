#include "research/sharpe_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "support/shared.hpp"

namespace bot::research {
namespace {

ReturnShape shape_in(const nlohmann::json& of) {
  return {.count = of.value("n", std::size_t{0}),
          .sharpe = of.value("sr", 0.0),
          .skewness = of.value("skew", 0.0),
          .kurtosis = of.value("kurt", 3.0)};
}

double computed(const nlohmann::json& of) {
  const std::string quantity = of["quantity"];
  const ReturnShape shape = shape_in(of);
  if (quantity == "sr_standard_error") return sharpe_standard_error(shape);
  if (quantity == "psr") return probabilistic_sharpe(shape, of["benchmark"]);
  if (quantity == "expected_max_of_N") return expected_maximum(of["N"]);
  if (quantity == "min_track_record_length_years")
    return *min_track_record(shape, of["benchmark"], of["p"]) / of["periods_per_year"].get<double>();
  ADD_FAILURE() << "unknown quantity " << quantity;
  return 0;
}

TEST(SharpeStatistics, AgreeWithWhatOthersPublished) {
  BOT_NEEDS_SHARED("data/oracles/sharpe_statistics_small.json");
  const auto document =
      nlohmann::json::parse(test::read_file(test::shared_folder() + "/data/oracles/sharpe_statistics_small.json"));
  ASSERT_GE(document["cases"].size(), 5U);
  for (const auto& one : document["cases"])
    EXPECT_NEAR(computed(one), one["expected"], one["tolerance"]) << one["quantity"];
}

// Bailey and López de Prado (2014), the example of section "A numerical example": 100 trials, an annualised ratio of
// 2.5 over 1,250 days, variance of the annualised trials 1/2, skewness -3, kurtosis 10.
TEST(SharpeStatistics, TheDeflatedRatioOfThePaper) {
  const double expected_best = std::sqrt(0.5 / 250) * expected_maximum(100);
  EXPECT_NEAR(expected_best, 0.1132, 5e-5);
  const ReturnShape shape{.count = 1250, .sharpe = 2.5 / std::sqrt(250), .skewness = -3, .kurtosis = 10};
  EXPECT_NEAR(probabilistic_sharpe(shape, expected_best), 0.9004, 5e-5);
}

TEST(SharpeStatistics, TheNormalDistributionInBothDirections) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-12);
  EXPECT_NEAR(normal_quantile(1e-10), -6.361340902404056, 1e-9);
  for (const double p : {1e-6, 0.02, 0.5, 0.7, 0.999}) EXPECT_NEAR(normal_cdf(normal_quantile(p)), p, 1e-14);
}

TEST(SharpeStatistics, OfTheTrialsTheSampleVarianceCounts) {
  const std::vector<double> sharpes = {0.01, 0.03};
  EXPECT_NEAR(expected_best_sharpe(sharpes), std::sqrt(0.0002) * expected_maximum(2), 1e-15);
  EXPECT_EQ(expected_best_sharpe(std::vector<double>{0.05}), 0);
}

TEST(SharpeStatistics, ShapeOfASample) {
  // Skewness and kurtosis as scipy.stats.skew and kurtosis(fisher=False) define them.
  const std::vector<double> returns = {0.01, -0.02, 0.03, 0.00, 0.08};
  const auto shape = shape_of(returns);
  ASSERT_TRUE(shape);
  EXPECT_NEAR(shape->sharpe, 0.02 / std::sqrt(0.0058 / 4), 1e-12);
  EXPECT_NEAR(shape->skewness, 0.728963031121701, 1e-12);
  EXPECT_NEAR(shape->kurtosis, 2.33353151010702, 1e-12);
  EXPECT_FALSE(shape_of(std::vector<double>{0.001, 0.001, 0.001, 0.001}));
  EXPECT_FALSE(shape_of(std::vector<double>{0, 0, 0}));
  EXPECT_FALSE(shape_of(std::vector<double>{0.1, 0.2}));
}

TEST(SharpeStatistics, ARatioNotAboveTheBenchmarkNeedsForever) {
  EXPECT_FALSE(min_track_record({.count = 100, .sharpe = 0.0}, 0, 0.95));
  EXPECT_FALSE(min_track_record({.count = 100, .sharpe = 0.05}, 0.05, 0.95));
}

}  // namespace
}  // namespace bot::research
