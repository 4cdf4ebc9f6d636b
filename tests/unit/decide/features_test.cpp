#include "decide/features.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/text.hpp"
#include "decide/selection.hpp"
#include "support/shared.hpp"

namespace bot::decide {
namespace {

Bar flat(int day, double close) {
  return {.date = make_date(2020, 1, 1) + std::chrono::days{day},
          .open = close,
          .high = close,
          .low = close,
          .close = close,
          .volume = 1};
}

std::vector<Bar> closes(std::initializer_list<double> values) {
  std::vector<Bar> bars;
  for (const double value : values) bars.push_back(flat(static_cast<int>(bars.size()), value));
  return bars;
}

TEST(Ema, StartsAtTheFirstValueAndMovesByTwoOverWindowPlusOne) {
  Ema ema(3);
  EXPECT_EQ(ema.add(10), 10);
  EXPECT_EQ(ema.add(20), 15);
  EXPECT_EQ(ema.add(15), 15);
  EXPECT_EQ(ema.add(7), 11);
}

TEST(Atr, StartsAtHighMinusLowAndLooksAtThePreviousClose) {
  Atr atr(4);
  EXPECT_EQ(atr.add({.open = 10, .high = 12, .low = 10, .close = 11, .volume = 1}), 2);
  EXPECT_EQ(atr.add({.open = 17, .high = 17, .low = 16, .close = 16, .volume = 1}), 3);
  EXPECT_EQ(atr.add({.open = 9, .high = 10, .low = 9, .close = 9, .volume = 1}), 4);
}

// The published series start their averages otherwise (the mean of the first n values), which fades: the difference of
// two such averages shrinks by the factor 1 - alpha each bar, exactly.
TEST(Ema, FollowsThePublishedSeriesOnceTheirStartHasFaded) {
  BOT_NEEDS_SHARED("data/oracles/indicators_spy_2017_2018.csv");
  const std::string text = test::read_file(test::shared_folder() + "/data/oracles/indicators_spy_2017_2018.csv");
  std::vector<std::string_view> lines = split(text, '\n');
  const std::vector<std::string_view> header = split(trim(lines[0]), ',');
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  };
  Ema ema(20);
  Atr atr(14);
  double ema_gap = 0;
  double atr_gap = 0;
  int compared = 0;
  for (std::size_t row = 1; row < lines.size(); ++row) {
    const auto fields = split(trim(lines[row]), ',');
    if (fields.size() < header.size()) continue;
    const auto number = [&](std::string_view name) { return parse_double(fields[column(name)]); };
    const Bar bar{.open = *number("open"),
                  .high = *number("high"),
                  .low = *number("low"),
                  .close = *number("close"),
                  .volume = 1};
    const double our_ema = ema.add(bar.close);
    const double our_atr = atr.add(bar);
    if (const auto theirs = number("ema20")) {
      if (ema_gap != 0) {
        EXPECT_NEAR(our_ema - *theirs, ema_gap * 19.0 / 21.0, 1e-9) << row;
      }
      ema_gap = our_ema - *theirs;
      ++compared;
    }
    if (const auto theirs = number("atr14")) {
      if (atr_gap != 0) {
        EXPECT_NEAR(our_atr - *theirs, atr_gap * 13.0 / 14.0, 1e-9) << row;
      }
      atr_gap = our_atr - *theirs;
    }
  }
  EXPECT_GT(compared, 400);
  EXPECT_NEAR(ema_gap, 0, 1e-9);
  EXPECT_NEAR(atr_gap, 0, 1e-9);
}

TEST(Volatility, IsTheSampleDeviationOfTheLastReturns) {
  const auto bars = closes({50, 100, 110, 99, 108.9});
  // returns 0.1, -0.1, 0.1: mean 1/30, squares 2*(1/15)^2 + (2/15)^2
  EXPECT_NEAR(*volatility(bars, 3), std::sqrt((2.0 / 225 + 4.0 / 225) / 2), 1e-15);
  EXPECT_FALSE(volatility(bars, 5));
  EXPECT_TRUE(volatility(bars, 4));
  EXPECT_FALSE(volatility({}, 3));
}

TEST(Volatility, OfAConstantSeriesIsExactlyZero) {
  std::vector<Bar> bars;
  double close = 100;
  for (int day = 0; day < 30; ++day, close *= 1.001) bars.push_back(flat(day, close));
  EXPECT_EQ(*volatility(bars, 20), 0.0);
}

TEST(Features, AreThoseOfTheLastBarAndVolatilityNeedsItsWindow) {
  std::vector<Bar> bars;
  for (int day = 0; day < 80; ++day) {
    Bar bar = flat(day, 100 + 10 * std::sin(day * 0.7) + day * 0.1);
    bar.high += 1;
    bar.low -= 0.5;
    bars.push_back(bar);
  }
  FeatureOptions options{
      .ema_fast = 5, .ema_slow = 9, .atr_window = 7, .macd = {.enabled = true, .fast = 3, .slow = 8, .signal = 4}};
  const auto at = [&](std::size_t bar) { return features_at_end(std::span(bars).first(bar + 1), options, 10); };
  Ema fast(5);
  Ema macd_fast(3);
  Ema macd_slow(8);
  Ema macd_signal(4);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double line = macd_fast.add(bars[i].close) - macd_slow.add(bars[i].close);
    ASSERT_EQ(at(i).bars, static_cast<int>(i) + 1);
    ASSERT_EQ(at(i).last, bars[i].date);
    ASSERT_EQ(at(i).ema_fast, fast.add(bars[i].close)) << i;
    ASSERT_EQ(at(i).macd, (Macd{.line = line, .signal = macd_signal.add(line)})) << i;
  }
  EXPECT_FALSE(at(9).volatility);
  EXPECT_TRUE(at(10).volatility);
  EXPECT_EQ(features_at_end({}, options, 10), Features{});
}

TEST(Correlation, UsesTheLastDatesOnWhichBothHaveAReturn) {
  auto a = closes({1, 2, 1, 3, 2, 4, 3});
  auto b = closes({9, 1, 2, 1, 3, 2, 4});
  // Without day 3 in b its return there spans two days and a's return on day 3 has no partner.
  b.erase(b.begin() + 3);
  std::vector<double> x;
  std::vector<double> y;
  for (const std::size_t i : {2u, 4u, 5u, 6u}) x.push_back(a[i].close / a[i - 1].close - 1);
  for (const std::size_t i : {2u, 3u, 4u, 5u}) y.push_back(b[i].close / b[i - 1].close - 1);
  double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
  for (std::size_t i = 0; i < 4; ++i) mean_x += x[i] / 4, mean_y += y[i] / 4;
  for (std::size_t i = 0; i < 4; ++i) {
    xx += (x[i] - mean_x) * (x[i] - mean_x);
    yy += (y[i] - mean_y) * (y[i] - mean_y);
    xy += (x[i] - mean_x) * (y[i] - mean_y);
  }
  EXPECT_NEAR(*correlation(a, b, 4), xy / std::sqrt(xx * yy), 1e-14);
  EXPECT_TRUE(correlation(a, b, 5));
  EXPECT_FALSE(correlation(a, b, 6));
}

TEST(Correlation, OfAConstantSeriesIsUndefinedAndOfOneSeriesIsOne) {
  const auto a = closes({1, 2, 1, 3, 2, 4, 3});
  EXPECT_EQ(*correlation(a, a, 6), 1.0);
  EXPECT_FALSE(correlation(a, closes({5, 5, 5, 5, 5, 5, 5}), 6));
  EXPECT_FALSE(correlation(closes({1, 2, 4, 8, 16, 32, 64}), a, 6));
}

TEST(Selection, TakesTheBestThatDoNotMoveTogether) {
  const std::vector<Ranked> candidates = {
      {Symbol("D"), 1}, {Symbol("B"), 3}, {Symbol("A"), 3}, {Symbol("C"), 2}, {Symbol("E"), 0}};
  const auto rho = [&](std::size_t i, std::size_t j) -> std::optional<double> {
    const auto pair = candidates[i].symbol.value() + candidates[j].symbol.value();
    if (pair == "BA") return -0.71;
    if (pair == "CA") return std::nullopt;
    return 0.7;
  };
  const auto steps = select(candidates, {.top_n = 2, .corr_window = 90, .corr_cap = 0.7, .min_score = 0}, rho);
  ASSERT_EQ(steps.size(), 5u);
  EXPECT_EQ(steps[0].index, 2u);
  EXPECT_TRUE(steps[0].accepted);
  EXPECT_EQ(steps[1].index, 1u);
  EXPECT_EQ(steps[1].rho, -0.71);
  EXPECT_EQ(steps[1].against, 2u);
  EXPECT_FALSE(steps[2].accepted);
  EXPECT_FALSE(steps[2].rho);
  EXPECT_TRUE(steps[3].accepted);  // |rho| == cap
  EXPECT_TRUE(steps[4].full);
}

}  // namespace
}  // namespace bot::decide
