#include "data/validate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace bot::data {
namespace {

const calendar::Calendar& nyse() {
  static const calendar::Calendar calendar;
  return calendar;
}

const Date kFirst = make_date(2020, 6, 1);
const Date kAsof = make_date(2020, 7, 10);  // a Friday; 2020-07-03 is a holiday

std::vector<Bar> good_bars(Date last = kAsof) {
  std::vector<Bar> bars;
  int i = 0;
  for (const auto& session : nyse().sessions(kFirst, last)) {
    const double close = 100 + 0.5 * i;
    bars.push_back({.date = session.date,
                    .open = close - 0.2,
                    .high = close + 1,
                    .low = close - 1,
                    .close = close,
                    .volume = 1000.0 + i,
                    .adj_close = close * 0.9});
    ++i;
  }
  return bars;
}

SymbolReport check(const std::vector<Bar>& bars, Date asof = kAsof, std::optional<Bar> provisional = {},
                   Options options = {}) {
  return validate({.symbol = Symbol("SPY"), .bars = bars, .asof = asof, .provisional = provisional}, nyse(), options);
}

std::size_t row_of(const std::vector<Bar>& bars, Date date) {
  for (std::size_t i = 0; i < bars.size(); ++i)
    if (bars[i].date == date) return i;
  return bars.size();
}

TEST(Validate, GoodBarsHaveNoFinding) {
  const auto report = check(good_bars());
  EXPECT_TRUE(report.passed);
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.bars, 29);
}

TEST(Validate, OneFindingForEachHarm) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const Date middle = make_date(2020, 6, 15);
  const auto at = [](std::vector<Bar>& bars, Date date) -> Bar& { return bars[row_of(bars, date)]; };
  const Severity kE = Severity::kError;
  const Severity kW = Severity::kWarning;
  struct Case {
    const char* what;
    std::function<void(std::vector<Bar>&)> harm;
    int rule;
    Severity severity;
    Date date;
  };
  const Case cases[] = {
      {"NaN close", [&](auto& b) { at(b, middle).close = nan; }, 2, kE, middle},
      {"infinite volume", [&](auto& b) { at(b, middle).volume = infinity; }, 2, kE, middle},
      {"NaN adj_close", [&](auto& b) { at(b, middle).adj_close = nan; }, 2, kE, middle},
      {"null adj_close", [&](auto& b) { at(b, middle).adj_close.reset(); }, 2, kE, middle},
      {"a price beyond any", [&](auto& b) { at(b, middle).high = 1.1e9; }, 2, kE, middle},
      {"low below zero", [&](auto& b) { at(b, middle).low = -1; }, 2, kE, middle},
      {"high below open",
       [&](auto& b) {
         at(b, middle).high = at(b, middle).close;
         at(b, middle).open = at(b, middle).close + 0.1;
       },
       3, kE, middle},
      {"low above close",
       [&](auto& b) {
         at(b, middle).low = at(b, middle).close + 0.1;
         at(b, middle).open = at(b, middle).close + 0.2;
       },
       3, kE, middle},
      {"negative volume", [&](auto& b) { at(b, middle).volume = -1; }, 4, kE, middle},
      {"older volume 0", [&](auto& b) { at(b, middle).volume = 0; }, 4, kW, middle},
      {"newest volume 0", [&](auto& b) { b.back().volume = 0; }, 4, kE, kAsof},
      {"twice", [&](auto& b) { b.insert(b.begin() + 5, b[5]); }, 5, kE, make_date(2020, 6, 8)},
      {"a gap of three", [&](auto& b) { b.erase(b.begin() + 10, b.begin() + 13); }, 5, kE, middle},
      {"a holiday",
       [&](auto& b) {
         Bar bar = at(b, make_date(2020, 7, 2));
         bar.date = make_date(2020, 7, 3);
         b.insert(b.begin() + 24, bar);
       },
       5, kE, make_date(2020, 7, 3)},
      {"a jump",
       [&](auto& b) {
         for (Bar& bar : b)
           if (bar.date >= middle) {
             for (double* p : {&bar.open, &bar.high, &bar.low, &bar.close}) *p *= 1.6;
             *bar.adj_close *= 1.6;
           }
       },
       7, kW, middle},
  };
  for (const Case& c : cases) {
    auto bars = good_bars();
    c.harm(bars);
    const auto report = check(bars);
    ASSERT_EQ(report.findings.size(), 1u) << c.what << ": " << error_text(report);
    EXPECT_EQ(number(report.findings[0].rule), c.rule) << c.what;
    EXPECT_EQ(report.findings[0].severity, c.severity) << c.what;
    EXPECT_EQ(report.findings[0].date, c.date) << c.what << " " << report.findings[0].message;
    EXPECT_EQ(report.passed, c.severity == Severity::kWarning) << c.what;
    EXPECT_FALSE(report.findings[0].message.empty());
  }
}

TEST(Validate, FindingsCarryTheirNumbers) {
  auto bars = good_bars();
  bars.erase(bars.begin() + 10, bars.begin() + 13);
  const auto report = check(bars);
  EXPECT_EQ(report.findings[0].message, "3 sessions are missing, to 2020-06-17") << "the date is a field";
  EXPECT_EQ(report.findings[0].text(), "2020-06-15: 3 sessions are missing, to 2020-06-17");
  EXPECT_EQ(report.findings[0].values.at("sessions"), FindingValue(3.0));
  EXPECT_EQ(report.findings[0].values.at("last"), FindingValue(std::string("2020-06-17")));
}

TEST(Validate, AnAdjustedCloseBelowAnyPriceIsAnError) {
  std::vector<Bar> bars = good_bars();
  bars[row_of(bars, make_date(2020, 6, 15))].adj_close = 1e-300;
  EXPECT_FALSE(check(bars).passed);
}

TEST(Validate, TheFirstBarMayHaveNoVolumeUnlessItIsTheNewest) {
  auto bars = good_bars();
  bars.front().volume = 0;
  EXPECT_TRUE(check(bars).findings.empty());
  const std::vector<Bar> only = {bars.front()};
  EXPECT_FALSE(check(only, kFirst).passed);
}

TEST(Validate, RowsAfterTheSessionDoNotExist) {
  auto bars = good_bars();
  const Date before = make_date(2020, 7, 8);
  const auto clean = check(good_bars(before), before);
  bars.back().close = std::numeric_limits<double>::quiet_NaN();
  bars[bars.size() - 2].adj_close.reset();
  bars.push_back(bars.back());
  EXPECT_EQ(check(bars, before), clean);
}

// One that stands before the others does not hide them.
TEST(Validate, ALaterRowInFrontOfTheOthersDoesNotExistEither) {
  const Date before = make_date(2020, 7, 8);
  auto bars = good_bars(before);
  bars[5].close = -1;
  const auto without = check(bars, before);
  EXPECT_FALSE(without.passed);
  bars.insert(bars.begin(), good_bars().back());
  EXPECT_EQ(check(bars, before), without);
}

TEST(Validate, StalenessCountsSessionsNotDays) {
  // Bars to Wednesday 2020-07-01; Friday the 3rd is a holiday: Thursday is one session, Monday two, Tuesday three.
  const auto bars = good_bars(make_date(2020, 7, 1));
  EXPECT_TRUE(check(bars, make_date(2020, 7, 5)).passed);
  EXPECT_TRUE(check(bars, make_date(2020, 7, 6)).passed);
  const auto stale = check(bars, make_date(2020, 7, 7));
  ASSERT_EQ(stale.findings.size(), 1u);
  EXPECT_EQ(stale.findings[0].rule, BarRule::kAge);
  EXPECT_EQ(stale.findings[0].values.at("sessions"), FindingValue(3.0));
  Options lax;
  lax.max_stale_sessions = 3;
  EXPECT_TRUE(check(bars, make_date(2020, 7, 7), {}, lax).passed);
}

TEST(Validate, AProvisionalBarNeedsTheSessionBefore) {
  Bar today = good_bars().back();
  today.volume = 0;
  today.adj_close.reset();
  EXPECT_TRUE(check(good_bars(make_date(2020, 7, 9)), kAsof, today).passed);
  const auto hole = check(good_bars(make_date(2020, 7, 8)), kAsof, today);
  ASSERT_EQ(hole.findings.size(), 1u) << error_text(hole);
  EXPECT_EQ(hole.findings[0].rule, BarRule::kAge);
  Bar broken = today;
  broken.high = broken.close - 1;
  const auto bad = check(good_bars(make_date(2020, 7, 9)), kAsof, broken);
  ASSERT_EQ(bad.findings.size(), 1u);
  EXPECT_EQ(bad.findings[0].rule, BarRule::kRanges);
  // Yesterday's last price is the real close; a fall by half shows in real prices.
  Bar crashed = today;
  for (double* price : {&crashed.open, &crashed.high, &crashed.low, &crashed.close}) *price *= 0.4;
  const auto crash = check(good_bars(make_date(2020, 7, 9)), kAsof, crashed);
  ASSERT_EQ(crash.findings.size(), 1u);
  EXPECT_EQ(crash.findings[0].rule, BarRule::kMoves);
  EXPECT_TRUE(crash.passed);
}

TEST(Validate, TheFifthIdenticalBarIsNamedOnce) {
  auto bars = good_bars();
  for (std::size_t i = 6; i <= 10; ++i) {
    const Date date = bars[i].date;
    bars[i] = bars[5];
    bars[i].date = date;
  }
  const auto report = check(bars);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, BarRule::kMoves);
  EXPECT_EQ(report.findings[0].date, bars[9].date);
  bars[7].volume += 1;
  EXPECT_TRUE(check(bars).findings.empty());
}

TEST(Validate, AMoveIsJudgedOnTheDecisionClose) {
  auto bars = good_bars();
  for (std::size_t i = 0; i < 10; ++i) *bars[i].adj_close *= 0.4;  // as if a huge distribution were not in the close
  EXPECT_EQ(check(bars).findings.size(), 1u);
  Options splits;
  splits.adjust = Adjust::kSplits;
  EXPECT_TRUE(check(bars, kAsof, {}, splits).findings.empty());
}

TEST(Validate, NoBarsIsRuleOne) {
  const auto report = check({});
  EXPECT_EQ(report.bars, 0);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].rule, BarRule::kReadable);
  EXPECT_FALSE(report.findings[0].date);
  EXPECT_FALSE(check(good_bars(), make_date(2020, 5, 1)).passed);
  const auto unreadable =
      report_unreadable(Symbol("SPY"), {ErrorCode::kData, "column close: it is missing", "SPY.parquet", ""});
  EXPECT_EQ(unreadable.findings[0].rule, BarRule::kReadable);
  EXPECT_FALSE(unreadable.passed);
}

TEST(Validate, ManySymbolsAreJudgedEachByItself) {
  const auto good = good_bars();
  const auto reports = validate(std::vector<ValidationInput>{{.symbol = Symbol("A"), .bars = good, .asof = kAsof},
                                                             {.symbol = Symbol("B"), .asof = kAsof}},
                                nyse(), {});
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_TRUE(reports[0].passed);
  EXPECT_FALSE(reports[1].passed);
  EXPECT_EQ(reports[1].symbol, Symbol("B"));
  EXPECT_EQ(error_text(reports[1]).substr(0, 15), "rule 1: no bars");
}

TEST(Validate, GarbageDatesDoNoHarm) {
  auto bars = good_bars();
  bars.front().date = make_date(1850, 1, 1);
  EXPECT_FALSE(check(bars).passed);
  bars = {good_bars().front()};
  bars[0].date = Date{std::chrono::days{-4'000'000}};
  EXPECT_FALSE(check(bars).passed);
}

}  // namespace
}  // namespace bot::data
