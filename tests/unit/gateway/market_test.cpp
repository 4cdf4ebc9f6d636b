// Splits, distributions and the clock: what may be seen when, and on which basis.
#include "gateway/market.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "client.hpp"
#include "data/csv_bars.hpp"
#include "gateway/generator.hpp"
#include "gateway/replay.hpp"
#include "support/shared.hpp"

namespace bot::gateway {
namespace {

using ports::BarKind;
using testing::new_york;

class MadeUpDays : public ::testing::Test {
 protected:
  testing::GatewayFixture fixture;
  calendar::Calendar calendar;
  Market market{open_replay({"prices", make_date(2015, 1, 1)}, fixture.files, nullptr, calendar).value(), calendar, 1};
  const Symbol abc{"ABC"};
  std::vector<Bar> bars(BarKind kind, const std::string& clock) {
    return market.daily_bars(abc, kind, make_date(2020, 1, 1), new_york(clock));
  }
};

TEST_F(MadeUpDays, TodaysBarFormsDuringTheSessionAndIsFinalFromTheClose) {
  EXPECT_EQ(bars(BarKind::kTrades, "2020-03-16 09:29:59").back().date, make_date(2020, 3, 13));
  const Bar forming = bars(BarKind::kTrades, "2020-03-16 15:55:00").back();
  EXPECT_EQ(forming.date, make_date(2020, 3, 16));
  EXPECT_EQ(forming.open, 101);
  EXPECT_LT(forming.high, 104);
  EXPECT_GT(forming.low, 100);
  EXPECT_NE(forming.close, 103);
  EXPECT_NEAR(forming.close, 103, 0.3);
  EXPECT_LT(forming.volume, 1'000'000);
  const Bar final = bars(BarKind::kTrades, "2020-03-16 16:00:00").back();
  EXPECT_EQ(final, (Bar{make_date(2020, 3, 16), 101, 104, 100, 103, 1'000'000, std::nullopt}));
}

TEST_F(MadeUpDays, TradesAreSplitAdjustedAsOfTheClock) {
  EXPECT_EQ(bars(BarKind::kTrades, "2020-03-17 20:00:00").back().close, 105);
  const auto after = bars(BarKind::kTrades, "2020-03-18 16:30:00");
  EXPECT_EQ(after.back().close, 52.5);
  EXPECT_EQ(after[after.size() - 2].close, 52.5);  // 105 in new shares
  EXPECT_EQ(after[after.size() - 2].volume, 2'000'000);
  EXPECT_EQ(after.front().close, 50);
}

TEST_F(MadeUpDays, AdjustedLastIsBasedOnTheClocksLastBar) {
  // Before the ex-date's bar has begun nothing is adjusted; from its opening on the day before is.
  EXPECT_EQ(bars(BarKind::kAdjustedLast, "2020-03-17 09:00:00").back().close, 103);
  const auto on_ex_date = bars(BarKind::kAdjustedLast, "2020-03-17 15:55:00");
  const auto trades = bars(BarKind::kTrades, "2020-03-17 15:55:00");
  EXPECT_EQ(on_ex_date.back(), trades.back());
  EXPECT_DOUBLE_EQ(on_ex_date[on_ex_date.size() - 2].close, 103 * (1 - 1.0 / 103));
  const auto after_split = bars(BarKind::kAdjustedLast, "2020-03-18 17:00:00");
  EXPECT_EQ(after_split.back().close, 52.5);
  EXPECT_EQ(after_split[after_split.size() - 2].close, 52.5);
  EXPECT_DOUBLE_EQ(after_split[after_split.size() - 3].close, 103 * (1 - 1.0 / 103) / 2);
}

TEST_F(MadeUpDays, ThePreviousCloseIsAdjustedOnTheExDate) {
  EXPECT_EQ(market.view(abc, new_york("2020-03-16 15:55:00"))->previous_close, 102);
  EXPECT_DOUBLE_EQ(market.view(abc, new_york("2020-03-17 15:55:00"))->previous_close, 102);  // 103 less the dollar
  EXPECT_DOUBLE_EQ(market.view(abc, new_york("2020-03-17 08:00:00"))->previous_close, 102);
  EXPECT_DOUBLE_EQ(market.view(abc, new_york("2020-03-18 15:55:00"))->previous_close, 52.5);
}

TEST_F(MadeUpDays, WithTheMarketClosedTheMarkIsTheLastClose) {
  EXPECT_EQ(market.mark(abc, new_york("2020-03-16 16:00:00")), 103);
  EXPECT_EQ(market.mark(abc, new_york("2020-03-14 12:00:00")), 102);  // a Saturday
  const auto open = market.view(abc, new_york("2020-03-16 12:00:00"));
  EXPECT_EQ(market.mark(abc, new_york("2020-03-16 12:00:00")), (open->quote->bid + open->quote->ask) / 2);
  EXPECT_FALSE(market.view(abc, new_york("2020-03-11 12:00:00")).has_value());
  EXPECT_EQ(market.mark(abc, new_york("2020-03-11 12:00:00")), 0);
}

TEST(ReplayWithoutActions, TakesTheDistributionsFromTheAdjustedClose) {
  testing::MemoryFiles files;
  files.files["p/ABC.csv"] =
      "date,open,high,low,close,volume,adj_close\n"
      "2020-03-16,100,101,99,100,1000,99\n"
      "2020-03-17,99,101,98,100,1000,100\n"
      "2020-03-18,100,102,98,101,1000,101\n";
  const calendar::Calendar calendar;
  Market market(open_replay({"p", make_date(2015, 1, 1)}, files, nullptr, calendar).value(), calendar, 1);
  const Symbol abc("ABC");
  const auto on =
      market.daily_bars(abc, BarKind::kAdjustedLast, make_date(2020, 1, 1), new_york("2020-03-17 15:55:00"));
  EXPECT_DOUBLE_EQ(on.front().close, 99);
  EXPECT_DOUBLE_EQ(market.view(abc, new_york("2020-03-17 15:55:00"))->previous_close, 99);
  EXPECT_DOUBLE_EQ(market.view(abc, new_york("2020-03-18 15:55:00"))->previous_close, 100);
}

TEST(Replay, AgreesWithTheAdjustedClosesOfTheRealFiles) {
  BOT_NEEDS_SHARED("data/daily");
  BOT_NEEDS_SHARED("data/actions");
  testing::MemoryFiles files;
  for (const char* const symbol : {"SPY", "TLT", "XLE"})
    for (const char* const folder : {"daily", "actions"}) {
      const std::string name = std::string(folder) + "/" + symbol + ".csv";
      files.files[folder == std::string("daily") ? "d/" + std::string(symbol) + ".csv" : "d/../" + name] =
          test::read_file(test::shared_folder() + "/data/" + name);
    }
  const calendar::Calendar calendar;
  Market market(open_replay({"d", make_date(2015, 1, 1)}, files, nullptr, calendar).value(), calendar, 1);
  const UtcTime end = new_york("2021-12-31 17:00:00");
  for (const char* const name : {"SPY", "TLT", "XLE"}) {
    const Symbol symbol(name);
    ASSERT_FALSE(market.actions(symbol, make_date(2015, 1, 1), make_date(2022, 1, 1)).empty());
    const auto adjusted = market.daily_bars(symbol, BarKind::kAdjustedLast, make_date(2015, 1, 1), end);
    const auto rows = data::parse_bars_csv(files.files["d/" + std::string(name) + ".csv"], name);
    ASSERT_EQ(adjusted.size(), rows->size());
    for (std::size_t i = 0; i < adjusted.size(); ++i)
      ASSERT_NEAR(adjusted[i].close / rows->at(i).adj_close.value(), 1, 1e-6)
          << name << " " << to_iso(adjusted[i].date);
  }
}

TEST(Generator, DependsOnSeedSymbolAndDateOnly) {
  const calendar::Calendar calendar;
  const auto all = make_generator({7, make_date(2000, 1, 1)}, calendar);
  const auto later = make_generator({7, make_date(2019, 1, 1)}, calendar);
  (void)later->find(Symbol("TLT"));
  const History& a = *all->find(Symbol("SPY"));
  const History& b = *later->find(Symbol("SPY"));
  ASSERT_LT(b.rows.size(), a.rows.size());
  for (std::size_t i = 0; i < b.rows.size(); ++i)
    ASSERT_EQ(b.rows[i].close, a.rows[a.rows.size() - b.rows.size() + i].close);
  EXPECT_NE(make_generator({8, make_date(2019, 1, 1)}, calendar)->find(Symbol("SPY"))->rows[0].close, b.rows[0].close);
}

TEST(Generator, MakesAPlausibleMarket) {
  const calendar::Calendar calendar;
  const auto generator = make_generator({1, make_date(2015, 1, 1)}, calendar);
  std::vector<std::vector<double>> returns;
  for (const char* const name : {"SPY", "VTI", "TLT", "AAPL", "BITO"}) {
    const History& history = *generator->find(Symbol(name));
    std::vector<double> moves;
    for (std::size_t i = 1; i < history.rows.size(); ++i) {
      const Row& row = history.rows[i];
      ASSERT_GE(row.high, std::max(row.open, row.close));
      ASSERT_LE(row.low, std::min(row.open, row.close));
      ASSERT_GT(row.low, 0);
      ASSERT_GT(row.volume, 0);
      moves.push_back(row.close / history.rows[i - 1].close - 1);
      ASSERT_LT(std::abs(moves.back()), 0.4) << name << " " << to_iso(row.date);
    }
    returns.push_back(moves);
  }
  const auto correlation = [&](std::size_t a, std::size_t b) {
    double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
    const auto n = static_cast<double>(returns[a].size());
    for (std::size_t i = 0; i < returns[a].size(); ++i) ma += returns[a][i] / n, mb += returns[b][i] / n;
    for (std::size_t i = 0; i < returns[a].size(); ++i) {
      aa += (returns[a][i] - ma) * (returns[a][i] - ma);
      bb += (returns[b][i] - mb) * (returns[b][i] - mb);
      ab += (returns[a][i] - ma) * (returns[b][i] - mb);
    }
    return ab / std::sqrt(aa * bb);
  };
  EXPECT_GT(correlation(0, 1), 0.95);
  EXPECT_LT(correlation(0, 2), 0.1);
  EXPECT_GT(correlation(0, 3), 0.4);
  EXPECT_FALSE(generator->find(Symbol("TLT"))->actions.empty());
}

TEST(Replay, NamesWhatIsWrong) {
  testing::MemoryFiles files;
  const calendar::Calendar calendar;
  EXPECT_EQ(open_replay({"nowhere", make_date(2015, 1, 1)}, files, nullptr, calendar).error().code, ErrorCode::kConfig);
  files.files["p/ABC.csv"] = "date,open,high,low,close,volume\n2020-03-16,1,2,1,x,5\n";
  EXPECT_EQ(open_replay({"p", make_date(2015, 1, 1)}, files, nullptr, calendar).error().where, "p/ABC.csv:2");
}

}  // namespace
}  // namespace bot::gateway
