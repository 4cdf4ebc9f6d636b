#include "decide/weight_rows.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "decide/decide.hpp"

namespace bot::decide {
namespace {

const Date kMonday = make_date(2020, 3, 16);
const Date kFriday = make_date(2020, 3, 13);
const Date kThursday = make_date(2020, 3, 12);
const Symbol kGld{"GLD"}, kSpy{"SPY"}, kTlt{"TLT"};
const std::vector<Symbol> kUniverse = {kGld, kSpy, kTlt};

struct Row {
  Date date;
  std::map<std::string, double> weights;
};
WeightTable table_of(const std::vector<Row>& rows) {
  WeightTable table;
  for (const Row& row : rows)
    for (const auto& [symbol, weight] : row.weights) {
      const auto place = std::ranges::find(table.symbols, symbol);
      const auto index = static_cast<std::size_t>(place - table.symbols.begin());
      if (place == table.symbols.end()) table.symbols.push_back(symbol);
      table.cells.push_back({.date = row.date, .symbol = index, .weight = weight});
    }
  return table;
}

Expected<WeightRow, RefusedRow> row_of_monday(const std::vector<Row>& rows, Date oldest = kFriday) {
  return WeightRows(table_of(rows)).row_for(kMonday, oldest, kUniverse);
}

void expect_refusal(const std::vector<Row>& rows, RowRefusal why, const std::string& words) {
  const auto row = row_of_monday(rows);
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().why, why);
  EXPECT_NE(row.error().text().find(words), std::string::npos) << row.error().text();
}

TEST(WeightRows, TheSessionsOwnRowCounts) {
  const auto row = row_of_monday({{kMonday, {{"SPY", 0.6}, {"GLD", 0.4}}}, {kFriday, {{"TLT", 1.0}}}});
  ASSERT_TRUE(row) << row.error().text();
  EXPECT_EQ(*row, (WeightRow{.date = kMonday, .weights = {{kGld, 0.4}, {kSpy, 0.6}}}));
}

TEST(WeightRows, ElseTheNewestThatIsOldEnough) {
  const auto row = row_of_monday({{kThursday, {{"SPY", 0.1}}}, {kFriday, {{"SPY", 0.2}}}});
  ASSERT_TRUE(row) << row.error().text();
  EXPECT_EQ(row->date, kFriday);
  expect_refusal({{kThursday, {{"SPY", 0.1}}}}, RowRefusal::kStale, "is of 2020-03-12, and none before 2020-03-13");
  EXPECT_TRUE(row_of_monday({{kThursday, {{"SPY", 0.1}}}}, kThursday));
}

TEST(WeightRows, RowsAfterTheSessionDoNotExistSoundOrBroken) {
  const Date tuesday = make_date(2020, 3, 17);
  const auto row = row_of_monday({{tuesday, {{"NOBODY", -3}}}, {kMonday, {{"SPY", 0.5}}}});
  ASSERT_TRUE(row) << row.error().text();
  EXPECT_EQ(row->weights, (std::map<Symbol, double>{{kSpy, 0.5}}));
  expect_refusal({{tuesday, {{"SPY", 0.5}}}}, RowRefusal::kMissing, "no row of 2020-03-16 or before");
}

TEST(WeightRows, BrokenOlderRowsAreHistory) {
  EXPECT_TRUE(row_of_monday({{kFriday, {{"SPY", 7}}}, {kMonday, {{"SPY", 0.5}}}}));
}

TEST(WeightRows, ABrokenRowIsRefusedAndNoOlderOneTakesItsPlace) {
  const Row sound{kFriday, {{"SPY", 0.5}}};
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  expect_refusal({sound, {kMonday, {{"SPY", -0.1}}}}, RowRefusal::kNegative, "the weight of SPY");
  expect_refusal({sound, {kMonday, {{"SPY", kNan}}}}, RowRefusal::kNotANumber, "the weight of SPY");
  expect_refusal({sound, {kMonday, {{"SPY", kInfinity}}}}, RowRefusal::kNotANumber, "the weight of SPY");
  expect_refusal({sound, {kMonday, {{"SPY", 0.6}, {"TLT", 0.6}}}}, RowRefusal::kSumAboveOne, "sum to 1.2");
  expect_refusal({sound, {kMonday, {{"XYZ", 0.1}}}}, RowRefusal::kUnknownSymbol, "XYZ");
  expect_refusal({sound, {kMonday, {{"XYZ", 0.0}}}}, RowRefusal::kUnknownSymbol, "XYZ");
  expect_refusal({{kMonday, {{"SPY", 0.1}}}, {kMonday, {{"SPY", 0.1}}}}, RowRefusal::kDoubled, "SPY stands twice");
}

TEST(WeightRows, RoundedWeightsMaySumToALittleMore) {
  EXPECT_TRUE(row_of_monday({{kMonday, {{"SPY", 0.3333334}, {"TLT", 0.3333333}, {"GLD", 0.3333334}}}}));
}

TEST(WeightRows, AllZeroIsAllCashAndNoRowIsNot) {
  const auto zeros = row_of_monday({{kMonday, {{"SPY", 0.0}, {"TLT", 0.0}}}});
  ASSERT_TRUE(zeros) << zeros.error().text();
  EXPECT_TRUE(zeros->weights.empty());
  expect_refusal({}, RowRefusal::kMissing, "no row");
}

SymbolBars flat_bars(const Symbol& symbol) {
  SymbolBars bars{.symbol = symbol};
  for (int day = 1; day <= 9; ++day)
    bars.bars.push_back({.date = make_date(2020, 3, static_cast<unsigned>(day)),
                         .open = 10,
                         .high = 10,
                         .low = 10,
                         .close = 10,
                         .volume = 1,
                         .adj_close = std::nullopt});
  return bars;
}

TEST(WeightRows, ADecisionTakesThemWithTheCashBufferAndWithoutTheCap) {
  Options options;
  options.kind = StrategyKind::kFile;
  options.file_row = WeightRow{.date = kFriday, .weights = {{kSpy, 0.9}}};
  const Decision decision = decide({flat_bars(kSpy), flat_bars(kTlt)}, kMonday, options);
  EXPECT_EQ(decision.weights, (std::map<Symbol, double>{{kSpy, 0.9 * 0.95}}));
  EXPECT_EQ(decision.reasons.at(kSpy), "held: weight in the file's row of 2020-03-13: 0.9");
  EXPECT_EQ(decision.reasons.at(kTlt), "no weight in the file's row of 2020-03-13");
  EXPECT_EQ(given_weights(options), decision.weights);
}

}  // namespace
}  // namespace bot::decide
