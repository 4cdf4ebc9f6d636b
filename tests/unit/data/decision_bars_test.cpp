#include "data/decision_bars.hpp"

#include <gtest/gtest.h>

namespace bot::data {
namespace {

const Date kYesterday = make_date(2020, 6, 18);
const Date kToday = make_date(2020, 6, 19);
constexpr double kMaxPriceMove = 0.15;

Bar bar(Date date, double close, std::optional<double> adj_close = {}) {
  return {.date = date,
          .open = close - 1,
          .high = close + 1,
          .low = close - 2,
          .close = close,
          .volume = 10,
          .adj_close = adj_close};
}

// An ex-date: 1 % is paid out of 200.
TodayAnswers answers() {
  return {.symbol = Symbol("SPY"),
          .session = kToday,
          .final_yesterday = bar(kYesterday, 200, 180.0),
          .trades = {bar(kYesterday, 200), bar(kToday, 199)},
          .adjusted_last = {bar(kYesterday, 198), bar(kToday, 199.02)},
          .previous_close = 198.0,
          .from_quote = {}};
}

TEST(ResolveToday, TakesFactorAndBarFromOneAnswerWhereTheTickAgrees) {
  const auto outcome = resolve_today(answers(), Adjust::kTotalReturn, kMaxPriceMove);
  ASSERT_TRUE(outcome.today) << outcome.error;
  EXPECT_EQ(outcome.source, FactorSource::kAdjustedLast);
  EXPECT_DOUBLE_EQ(outcome.today->factor, 0.99);
  EXPECT_EQ(outcome.today->provisional.close, 199.02);
  EXPECT_TRUE(outcome.warnings.empty());
}

TEST(ResolveToday, HoldsTheFormingBarAgainstTheQuote) {
  TodayAnswers given = answers();
  for (const auto& [quoted, is_good] :
       {std::pair{199.0, true}, {229.0, true}, {174.0, true}, {99.5, false}, {240.0, false}}) {
    given.quoted = quoted;
    const auto outcome = resolve_today(given, Adjust::kTotalReturn, kMaxPriceMove);
    EXPECT_EQ(outcome.today.has_value(), is_good) << quoted;
    EXPECT_EQ(outcome.error.empty(), is_good) << outcome.error;
  }
}

TEST(ResolveToday, FallsBackToTheTickOrGivesUp) {
  struct Case {
    const char* what;
    std::function<void(TodayAnswers&)> change;
    FactorSource source;
    double factor;
    bool warned;
  };
  const Case cases[] = {
      {"tick 0.09 % off", [](auto& a) { a.previous_close = 198.178; }, FactorSource::kAdjustedLast, 0.99, false},
      {"tick 0.2 % off", [](auto& a) { a.previous_close = 198.4; }, FactorSource::kPreviousClose, 0.992, true},
      {"tick 0.6 % off", [](auto& a) { a.previous_close = 199.2; }, FactorSource::kNone, 0, false},
      {"tick unadjusted", [](auto& a) { a.previous_close = 200.0; }, FactorSource::kNone, 0, false},
      {"answer ends yesterday", [](auto& a) { a.adjusted_last.pop_back(); }, FactorSource::kPreviousClose, 0.99, true},
      {"no answer", [](auto& a) { a.adjusted_last.clear(); }, FactorSource::kPreviousClose, 0.99, true},
      {"no answer, unknown split",
       [](auto& a) {
         a.adjusted_last.clear();
         a.previous_close = 100.0;
       },
       FactorSource::kNone, 0, false},
      {"no answer, reverse split",
       [](auto& a) {
         a.adjusted_last.clear();
         a.previous_close = 400.0;
       },
       FactorSource::kNone, 0, false},
      {"no tick", [](auto& a) { a.previous_close.reset(); }, FactorSource::kNone, 0, false},
      {"no yesterday", [](auto& a) { a.final_yesterday.reset(); }, FactorSource::kNone, 0, false},
      {"no bar of today",
       [](auto& a) {
         a.adjusted_last.pop_back();
         a.trades.pop_back();
       },
       FactorSource::kNone, 0, false},
      {"the quote's bar",
       [](auto& a) {
         a.adjusted_last.pop_back();
         a.trades.pop_back();
         a.from_quote = bar(kToday, 199);
       },
       FactorSource::kPreviousClose, 0.99, true},
  };
  for (const Case& c : cases) {
    TodayAnswers given = answers();
    c.change(given);
    const auto outcome = resolve_today(given, Adjust::kTotalReturn, kMaxPriceMove);
    EXPECT_EQ(outcome.source, c.source) << c.what << " " << outcome.error;
    EXPECT_EQ(outcome.today.has_value(), c.source != FactorSource::kNone) << c.what;
    EXPECT_EQ(outcome.error.empty(), c.source != FactorSource::kNone) << c.what;
    EXPECT_EQ(!outcome.warnings.empty(), c.warned) << c.what;
    if (outcome.today) {
      EXPECT_NEAR(outcome.today->factor, c.factor, 1e-12) << c.what;
    }
  }
}

TEST(ResolveToday, WithSplitsOnlyTheFactorIsOne) {
  const auto outcome = resolve_today(answers(), Adjust::kSplits, kMaxPriceMove);
  ASSERT_TRUE(outcome.today);
  EXPECT_EQ(outcome.today->factor, 1.0);
  EXPECT_EQ(outcome.today->provisional.close, 199);
  TodayAnswers split = answers();
  split.previous_close = 100;
  EXPECT_FALSE(resolve_today(split, Adjust::kSplits, kMaxPriceMove).today);
}

TEST(DecisionBars, ScaleEachRowByItsOwnFactor) {
  const std::vector<Bar> bars = {bar(make_date(2020, 6, 17), 100, 80.0), bar(kYesterday, 200, 180.0)};
  const auto scaled =
      decision_bars({.symbol = Symbol("SPY"), .bars = bars, .asof = kToday, .adjust = Adjust::kTotalReturn});
  ASSERT_EQ(scaled.size(), 2u);
  EXPECT_EQ(scaled[0].close, 80.0);
  EXPECT_DOUBLE_EQ(scaled[0].high, 101 * 0.8);
  EXPECT_DOUBLE_EQ(scaled[1].low, 198 * 0.9);
  const auto plain = decision_bars({.symbol = Symbol("SPY"), .bars = bars, .asof = kToday, .adjust = Adjust::kSplits});
  EXPECT_EQ(plain[1].close, 200);
  EXPECT_EQ(
      decision_bars({.symbol = Symbol("SPY"), .bars = bars, .asof = make_date(2020, 6, 17), .adjust = Adjust::kSplits})
          .size(),
      1u);
}

TEST(DecisionBars, TodayIsTheBasis) {
  const std::vector<Bar> bars = {bar(make_date(2020, 6, 17), 100, 80.0), bar(kYesterday, 200, 180.0)};
  const Today today{.provisional = bar(kToday, 199), .factor = 0.99};
  const auto scaled = decision_bars(
      {.symbol = Symbol("SPY"), .bars = bars, .asof = kToday, .adjust = Adjust::kTotalReturn, .today = today});
  ASSERT_EQ(scaled.size(), 3u);
  EXPECT_DOUBLE_EQ(scaled[1].close, 198);
  EXPECT_DOUBLE_EQ(scaled[0].close, 80.0 * 198 / 180);
  EXPECT_EQ(scaled[2], bar(kToday, 199));
}

TEST(DecisionBars, WithoutAdjustedClosesTheFactorStillCounts) {
  const std::vector<Bar> bars = {bar(kYesterday, 200)};
  const Today today{.provisional = bar(kToday, 199), .factor = 1.0};
  const auto scaled = decision_bars(
      {.symbol = Symbol("SPY"), .bars = bars, .asof = kToday, .adjust = Adjust::kTotalReturn, .today = today});
  EXPECT_EQ(scaled[0].close, 200);
  EXPECT_EQ(scaled[1].close, 199);
}

}  // namespace
}  // namespace bot::data
