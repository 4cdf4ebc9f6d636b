#include "research/metrics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/rng.hpp"
#include "research/grid.hpp"
#include "support/shared.hpp"

namespace bot::research {
namespace {

std::vector<double> marks_of(const std::vector<double>& returns) {
  std::vector<double> marks{1.0};
  for (const double value : returns) marks.push_back(marks.back() * (1 + value));
  return marks;
}

// The published figures are a period's; ours are annualised by 252.
TEST(Metrics, AreThoseOfBaconsPortfolio) {
  BOT_NEEDS_SHARED("data/oracles/metrics_bacon.json");
  const auto oracle =
      nlohmann::json::parse(test::read_file(test::shared_folder() + "/data/oracles/metrics_bacon.json"));
  const auto returns = oracle["input"]["portfolio_returns"].get<std::vector<double>>();
  const auto& expected = oracle["expected"]["package_output_portfolio"];
  const auto value = [&](const char* name) { return expected[name].get<double>(); };
  const ReturnMetrics metrics = return_metrics(marks_of(returns));
  EXPECT_NEAR(metrics.total_return, value("cumulative_return"), 1e-8);
  EXPECT_NEAR(*metrics.volatility / std::sqrt(252.0), value("stdev_per_period"), 1e-8);
  EXPECT_NEAR(*metrics.sharpe / std::sqrt(252.0), value("sharpe_per_period"), 1e-8);
  EXPECT_NEAR(*metrics.sortino / std::sqrt(252.0), value("sortino_per_period_mar0"), 1e-8);
  EXPECT_NEAR(-metrics.max_drawdown->depth, value("max_drawdown"), 1e-8);
  EXPECT_NEAR(*metrics.var_95, value("var_historical_0.95"), 1e-8);
  EXPECT_NEAR(*metrics.cvar_95, value("cvar_historical_0.95"), 1e-8);
  EXPECT_NEAR(std::pow(1 + *metrics.cagr, 12.0 / 252) - 1, value("annualised_return_geometric"), 1e-8);
}

TEST(Metrics, AreThoseOfThePublishedSmallSeries) {
  BOT_NEEDS_SHARED("data/oracles/metrics_small.json");
  const auto oracle =
      nlohmann::json::parse(test::read_file(test::shared_folder() + "/data/oracles/metrics_small.json"));
  std::map<std::string, int> compared;
  for (const auto& one : oracle["cases"]) {
    const auto& args = one["args"];
    const auto& given = args["returns"];
    const bool daily = !args.contains("period") || args["period"] == "daily";
    const bool plain = daily && args.value("/risk_free"_json_pointer, nlohmann::json(0.0)).is_number() &&
                       args.value("/starting_value"_json_pointer, 0) == 0 && !args.contains("required_return");
    if (!args["expected"].is_number() || !plain) continue;
    std::vector<double> returns;
    const auto& values =
        given.contains("series") ? oracle["series"][given["series"].get<std::string>()] : given["values"];
    for (const auto& value : values)
      if (!value.is_null()) returns.push_back(value.get<double>());
    const std::string metric = one["metric"];
    const double expected = args["expected"];
    const ReturnMetrics metrics = return_metrics(marks_of(returns));
    const std::map<std::string, std::optional<double>> ours{
        {"sharpe_ratio", metrics.sharpe},
        {"annual_volatility", metrics.volatility},
        {"cagr", metrics.cagr},
        {"cum_returns_final", metrics.total_return},
        {"max_drawdown", metrics.max_drawdown ? metrics.max_drawdown->depth : 0},
        {"value_at_risk", returns.empty() ? 0 : quantile(returns, args.value("cutoff", 0.05))}};
    const auto found = ours.find(metric);
    // The publisher annualises by the empty first day of this series too.
    const bool other_length = metric == "cagr" && values.front().is_null();
    if (found == ours.end() || other_length) continue;
    ASSERT_TRUE(found->second) << one;
    // Cumulative returns are printed to four places.
    EXPECT_NEAR(*found->second, expected, metric == "cum_returns_final" ? 1e-5 : 1e-8) << one;
    ++compared[metric];
  }
  EXPECT_EQ(compared.size(), 6u);
}

// The same from other formulas: moments by sums of powers, drawdown by every pair of marks.
TEST(Metrics, AgreeWithOtherFormulas) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Rng rng(seed);
    std::vector<double> marks{100};
    const std::size_t days = 20 + rng.below(80);
    for (std::size_t day = 0; day < days; ++day) marks.push_back(marks.back() * (1 + 0.02 * rng.normal()));
    const auto returns = daily_returns(marks);
    const auto n = static_cast<double>(returns.size());
    double sum = 0, squares = 0, down = 0;
    for (const double value : returns) {
      sum += value;
      squares += value * value;
      down += value < 0 ? value * value : 0;
    }
    const double variance = (squares - sum * sum / n) / (n - 1);
    const ReturnMetrics metrics = return_metrics(marks);
    EXPECT_NEAR(*metrics.volatility, std::sqrt(variance * 252), 1e-10);
    EXPECT_NEAR(*metrics.sharpe, sum / n * 252 / std::sqrt(variance * 252), 1e-9);
    EXPECT_NEAR(*metrics.sortino, sum / n * 252 / std::sqrt(down / n * 252), 1e-9);
    EXPECT_NEAR(*metrics.cagr, std::exp(std::log(marks.back() / marks.front()) * 252 / n) - 1, 1e-9);
    double worst = 0;
    for (std::size_t i = 0; i < marks.size(); ++i)
      for (std::size_t j = i; j < marks.size(); ++j) worst = std::min(worst, marks[j] / marks[i] - 1);
    EXPECT_NEAR(max_drawdown_of(marks).depth, worst, 1e-15);
  }
}

TEST(Metrics, ADrawdownHasItsLastPeakFirstTroughAndFirstRecovery) {
  const std::vector<double> marks{100, 110, 110, 99, 99, 105, 110, 120, 119};
  const Drawdown fall = max_drawdown_of(marks);
  EXPECT_EQ(fall.peak, 2u);
  EXPECT_EQ(fall.trough, 3u);
  EXPECT_EQ(fall.recovery, 6u);
  EXPECT_EQ(fall.sessions(marks.size()), 4u);
  const std::vector<double> open{100, 90, 95};
  EXPECT_EQ(max_drawdown_of(open).recovery, std::nullopt);
  EXPECT_EQ(max_drawdown_of(open).sessions(open.size()), 2u);
  const auto worst = worst_drawdowns(marks, 5);
  ASSERT_EQ(worst.size(), 2u);
  EXPECT_DOUBLE_EQ(worst[0].depth, fall.depth);
}

TEST(Metrics, WhatHasNoValueIsAbsent) {
  const std::vector<double> flat{100, 100, 100};
  const ReturnMetrics nothing = return_metrics(flat);
  EXPECT_FALSE(nothing.sharpe || nothing.sortino || nothing.calmar || nothing.profit_factor || nothing.hit_rate);
  EXPECT_EQ(nothing.cagr, 0.0);
  const std::vector<double> rising{100, 101, 103};
  const ReturnMetrics gains = return_metrics(rising);
  EXPECT_FALSE(gains.sortino || gains.calmar || gains.max_drawdown || gains.profit_factor);
  EXPECT_EQ(gains.hit_rate, 1.0);
  const ReturnMetrics one = return_metrics(std::vector<double>{100});
  EXPECT_FALSE(one.cagr || one.volatility || one.var_95);
}

TEST(Objective, ALossCountsAsItselfWhateverTheObjective) {
  const std::vector<double> shallow{100, 99, 98};
  const std::vector<double> deep{100, 60, 98};
  for (const Objective objective : {Objective::kCalmar, Objective::kSharpe, Objective::kSortino, Objective::kCagr}) {
    EXPECT_EQ(objective_of(objective, shallow), objective_of(objective, deep)) << name(objective);
    EXPECT_LT(objective_of(objective, deep), 0);
  }
}

TEST(Grid, RunsItsLastKeyFastestAndLeavesOutImpossibleAverages) {
  const auto points = grid_points({{"ema_fast", {10, 40}}, {"ema_slow", {40, 50}}, {"top_n", {1, 2}}}, {});
  ASSERT_EQ(points.size(), 6u);
  EXPECT_EQ(points[0].values, (std::vector<double>{10, 40, 1}));
  EXPECT_EQ(points[1].values, (std::vector<double>{10, 40, 2}));
  EXPECT_EQ(points[4].values, (std::vector<double>{40, 50, 1}));
  EXPECT_EQ(points[4].strategy.decide.features.ema_slow, 50);
}

}  // namespace
}  // namespace bot::research
