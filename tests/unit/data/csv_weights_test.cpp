#include "data/csv_weights.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "data/file_row.hpp"

namespace bot::data {
namespace {

WeightTable read(const std::string& text) {
  auto table = parse_weights_csv(text, "weights.csv");
  EXPECT_TRUE(table) << table.error().text();
  return table.value_or(WeightTable{});
}
std::string refusal(const std::string& text) {
  const auto table = parse_weights_csv(text, "weights.csv");
  return table ? "taken" : table.error().text();
}

// "2020-03-16 SPY 0.6", a line each.
std::string in_words(const WeightTable& table) {
  std::string words;
  for (const WeightCell& cell : table.cells) {
    std::string number = std::to_string(cell.weight);
    words += to_iso(cell.date) + " " + table.symbols[cell.symbol] + " " +
             (std::isnan(cell.weight) ? "nan" : number.substr(0, number.find_last_not_of('0') + 1)) + "\n";
  }
  return words;
}

TEST(CsvWeights, OneLineAWeightOrOneColumnASymbol) {
  const std::string expected = "2020-03-16 SPY 0.6\n2020-03-16 TLT 0.4\n";
  EXPECT_EQ(in_words(read("date,symbol,weight\n2020-03-16,SPY,0.6\n2020-03-16,TLT,0.4\n")), expected);
  EXPECT_EQ(in_words(read("Weight;Symbol;Date\r\n0.6;SPY;2020-03-16\r\n0.4;TLT;2020-03-16")), expected);
  EXPECT_EQ(in_words(read("date,SPY,TLT\n2020-03-16,0.6,0.4\n")), expected);
  EXPECT_EQ(in_words(read(",SPY,TLT\n2020-03-16 00:00:00,0.6,0.4\n")), expected) << "an index without a name";
  EXPECT_EQ(in_words(read("date,symbol,weight\n2020-03-16,BRK B,0.5\n")), "2020-03-16 BRK B 0.5\n");
}

TEST(CsvWeights, WhatIsNoNumberIsLeftToItsRow) {
  EXPECT_EQ(in_words(read("date,SPY,TLT,GLD,QQQ\n2020-03-16,,50%,\"0,5\",inf\n")),
            "2020-03-16 SPY nan\n2020-03-16 TLT nan\n2020-03-16 GLD nan\n2020-03-16 QQQ nan\n");
}

TEST(CsvWeights, WhatLeavesTheRowOpenIsRefusedWithItsLine) {
  EXPECT_NE(refusal("").find("weights.csv:1"), std::string::npos);
  EXPECT_NE(refusal("day,SPY\n2020-03-16,1\n").find("no column date"), std::string::npos);
  EXPECT_NE(refusal("date\n2020-03-16\n").find("no column of a symbol"), std::string::npos);
  EXPECT_NE(refusal("date,symbol\n2020-03-16,SPY\n").find("no column weight"), std::string::npos);
  EXPECT_NE(refusal("date,weight\n2020-03-16,1\n").find("no column symbol"), std::string::npos);
  EXPECT_NE(refusal("date,SPY\n16.03.2020,1\n").find("weights.csv:2"), std::string::npos);
  EXPECT_NE(refusal("date,symbol,weight\n2020-03-16,SPY,0.6\n2020-03-16,TL").find("weights.csv:3"), std::string::npos);
}

class OneText final : public ports::WeightSource {
 public:
  explicit OneText(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] Result<ports::WeightFile> read(const std::string& path) const override {
    BOT_TRY(WeightTable table, parse_weights_csv(text_, path));
    return ports::WeightFile{.sha256 = "of " + path, .table = std::move(table)};
  }

 private:
  std::string text_;
};

TEST(FileRow, AgeIsCountedInSessions) {
  const calendar::Calendar calendar;
  const Date monday = make_date(2020, 4, 13);  // after Good Friday
  EXPECT_EQ(oldest_row(monday, 0, calendar), monday);
  EXPECT_EQ(oldest_row(monday, 1, calendar), make_date(2020, 4, 9));
  EXPECT_EQ(oldest_row(monday, 3, calendar), make_date(2020, 4, 7));
  const std::vector<Symbol> universe = {Symbol{"SPY"}};
  const OneText saturday("date,SPY\n2020-04-11,0.5\n");
  const auto row = read_file_row(saturday, {.path = "w.csv", .max_age_sessions = 1}, monday, calendar, universe);
  ASSERT_TRUE(row) << row.error().text();
  EXPECT_EQ(row->sha256, "of w.csv");
  EXPECT_FALSE(read_file_row(saturday, {.path = "w.csv", .max_age_sessions = 0}, monday, calendar, universe));
  const OneText broken("date,SPY\nx,0.5\n");
  const auto refused = read_file_row(broken, {.path = "w.csv", .max_age_sessions = 1}, monday, calendar, universe);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, decide::RowRefusal::kUnreadable);
  EXPECT_NE(refused.error().sentence.find("w.csv:2"), std::string::npos);
}

}  // namespace
}  // namespace bot::data
