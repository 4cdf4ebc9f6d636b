// Runs as a table and a document.
#include "report/history_report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bot::report {
namespace {

TEST(RunsReport, ARunThatDidNotEndHasARow) {
  const std::vector<monitor::RecordedRun> runs = {{.id = RunId{"20250304-155500-3"},
                                                   .mode = Mode::kPaper,
                                                   .session = make_date(2025, 3, 4),
                                                   .started = *parse_utc("2025-03-04T20:55:00Z"),
                                                   .result = std::nullopt,
                                                   .orders = 2,
                                                   .filled = 1}};
  EXPECT_EQ(runs_csv(runs),
            "id,session,mode,outcome,orders,filled\n20250304-155500-3,2025-03-04,paper,not_ended,2,1\n");
  const auto json = runs_json(runs)["runs"][0];
  EXPECT_EQ(json["outcome"], "not_ended");
  EXPECT_EQ(json["orders"], 2);
  EXPECT_EQ(json["started"], "2025-03-04T20:55:00Z");
  EXPECT_TRUE(json["ended"].is_null());
  EXPECT_TRUE(json["exit_code"].is_null());
}

TEST(TradesReport, AnInferredFillIsMarked) {
  const std::vector<monitor::Trade> trades = {{.time = std::nullopt,
                                               .session = make_date(2025, 3, 4),
                                               .symbol = Symbol{"SPY"},
                                               .side = Side::kBuy,
                                               .shares = Quantity::from_whole(2),
                                               .price = Price::from_whole(500),
                                               .commission = std::nullopt,
                                               .key = OrderKey{"RB1.20250304.1.SPY.B.0"},
                                               .inferred = true}};
  EXPECT_NE(trades_csv(trades).find("\ninferred,SPY,BUY,2,"), std::string::npos) << trades_csv(trades);
  EXPECT_EQ(trades_json(trades)["trades"][0]["inferred"], true);
}

}  // namespace
}  // namespace bot::report
