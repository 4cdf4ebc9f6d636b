#include "data/csv_bars.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/shared.hpp"

namespace bot::data {
namespace {

TEST(BarsCsv, ReadsColumnsInAnyOrderAndLeavesAnEmptyAdjCloseAbsent) {
  const auto bars = parse_bars_csv(
      "\xEF\xBB\xBF"
      "Date,close,open,high,low,extra,volume,adj_close\r\n"
      "2020-01-02,2,1,3,0.5,x,100,\r\n\r\n\"2020-01-03 00:00:00\",2.5,2,3,1,y,1e2,2.25",
      "S.csv");
  ASSERT_TRUE(bars) << bars.error().text();
  ASSERT_EQ(bars->size(), 2u);
  EXPECT_EQ(bars->at(0),
            (Bar{.date = make_date(2020, 1, 2), .open = 1, .high = 3, .low = 0.5, .close = 2, .volume = 100}));
  EXPECT_EQ(bars->at(1).adj_close, 2.25);
  EXPECT_EQ(bars->at(1).volume, 100.0);
}

TEST(BarsCsv, ReadsWhatOtherProgramsExport) {
  const std::vector<Bar> wanted = {
      {.date = make_date(2020, 1, 2), .open = 1, .high = 2, .low = 1, .close = 2, .volume = 75123400, .adj_close = 1.5},
      {.date = make_date(2020, 1, 3), .open = 2, .high = 3, .low = 2, .close = 3, .volume = 1000, .adj_close = 2.5}};
  const char* const texts[] = {
      "Date,Open,High,Low,Close,Adj "
      "Close,Volume\n2020-01-02,1,2,1,2,1.5,\"75,123,400\"\n2020-01-03,2,3,2,3,2.5,\"1,000\"\n",
      "Date;Open;High;Low;Close;Adj Close;Volume\r2020-01-03;2;3;2;3;2.5;1000\r2020-01-02;1;2;1;2;1.5;75123400\r",
      "name,Date,Open,High,Low,Close,Adj Close,Volume\r\n\"a, "
      "b\",2020-01-02,1,2,1,2,1.5,75123400\r\n\"\",2020-01-03,2,3,2,3,2.5,1000"};
  for (const char* text : texts) {
    const auto bars = parse_bars_csv(text, "SPY.csv");
    ASSERT_TRUE(bars) << bars.error().text();
    EXPECT_EQ(*bars, wanted) << text;
  }
  EXPECT_FALSE(parse_bars_csv("date,open,high,low,close,volume\n2020-01-02,1,2,1,2,\"1,23\"\n", "SPY.csv"));
  EXPECT_FALSE(parse_bars_csv(
      "date,open,high,low,close,volume\n2020-01-03,1,2,1,2,1\n2020-01-02,1,2,1,2,1\n2020-01-06,1,2,1,2,1\n",
      "SPY.csv"));
}

TEST(BarsCsv, NamesTheLineOfWhatIsBroken) {
  struct Case {
    const char* text;
    const char* where;
    const char* word;
  };
  const Case cases[] = {
      {"", "S.csv:1", "empty"},
      {"date,open,high,low,close\n", "S.csv:1", "volume"},
      {"date,open,high,low,close,volume\n2020-01-02,1,2,3\n", "S.csv:2", "4 fields"},
      {"date,open,high,low,close,volume\n2020-01-02,1,2,3,4,5\n2020-01-03,1,2,3,x,5\n", "S.csv:3", "close is \"x\""},
      {"date,open,high,low,close,volume\n2020-01-02,1,2,3,nan,5\n", "S.csv:2", "not a number"},
      {"date,open,high,low,close,volume\n20200102,1,2,3,4,5\n", "S.csv:2", "not a date"},
      {"date,open,high,low,close,volume\n2020-01-03,1,2,3,4,5\n2020-01-03,1,2,3,4,5\n", "S.csv:3", "follows"},
  };
  for (const Case& c : cases) {
    const auto bars = parse_bars_csv(c.text, "S.csv");
    ASSERT_FALSE(bars) << c.text;
    EXPECT_EQ(bars.error().code, ErrorCode::kData);
    EXPECT_EQ(bars.error().where, c.where) << c.text;
    EXPECT_NE(bars.error().what.find(c.word), std::string::npos) << bars.error().what;
  }
}

TEST(ActionsCsv, ReadsKindsAndRefusesOthers) {
  const auto actions = parse_actions_csv("ex_date,kind,value\n2020-01-02,dividend,0.5\n2020-01-03,split,2\n", "A.csv");
  ASSERT_TRUE(actions);
  EXPECT_EQ(actions->at(1), (CorporateAction{make_date(2020, 1, 3), ActionKind::kSplit, 2.0}));
  EXPECT_EQ(parse_actions_csv("ex_date,kind,value\n2020-01-02,merger,1\n", "A.csv").error().where, "A.csv:2");
  EXPECT_TRUE(parse_actions_csv("ex_date,kind,value\n", "A.csv")->empty());
}

TEST(AdjustForActions, ASplitDividesOlderPricesAndADividendOnlyTheAdjustedClose) {
  std::vector<Bar> bars;
  for (unsigned day = 1; day <= 4; ++day)
    bars.push_back({.date = make_date(2020, 1, day), .open = 100, .high = 100, .low = 100, .close = 100, .volume = 10});
  bars[2].close = bars[3].close = 50;
  const std::vector<CorporateAction> actions = {{make_date(2020, 1, 2), ActionKind::kDividend, 1.0},
                                                {make_date(2020, 1, 3), ActionKind::kSplit, 2.0},
                                                {make_date(2020, 1, 4), ActionKind::kDividend, 0.5},
                                                {make_date(2020, 1, 5), ActionKind::kSplit, 4.0}};
  const auto adjusted = adjust_for_actions(bars, actions);
  EXPECT_EQ(adjusted[1].close, 50);
  EXPECT_EQ(adjusted[1].volume, 20);
  EXPECT_EQ(adjusted[2].close, 50);
  EXPECT_DOUBLE_EQ(*adjusted[3].adj_close, 50);
  EXPECT_DOUBLE_EQ(*adjusted[2].adj_close, 50 * 0.99);
  EXPECT_DOUBLE_EQ(*adjusted[1].adj_close, 100 * 0.99 * 0.5);
  EXPECT_DOUBLE_EQ(*adjusted[0].adj_close, 100 * 0.99 * 0.5 * 0.99);
}

TEST(AdjustForActions, AgreesWithThePublishedAdjustedClosesOfEveryStagedSymbol) {
  BOT_NEEDS_SHARED("data/daily/SPY.csv");
  for (const char* symbol : {"SPY", "QQQ", "VTI", "TLT", "IEF", "GLD", "XLE", "BND", "BITO"}) {
    const std::string base = test::shared_folder() + "/data/";
    auto bars = parse_bars_csv(test::read_file(base + "daily/" + symbol + ".csv"), symbol);
    auto actions = parse_actions_csv(test::read_file(base + "actions/" + symbol + ".csv"), symbol);
    ASSERT_TRUE(bars && actions);
    std::vector<Bar> bare = *bars;
    for (Bar& bar : bare) bar.adj_close.reset();
    const auto computed = adjust_for_actions(bare, *actions);
    for (std::size_t i = 0; i < bare.size(); ++i)
      ASSERT_NEAR(*computed[i].adj_close, *bars->at(i).adj_close, 6e-6 * bare[i].close)
          << symbol << " " << to_iso(bare[i].date);
  }
}

}  // namespace
}  // namespace bot::data
