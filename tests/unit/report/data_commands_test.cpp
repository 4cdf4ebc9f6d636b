// What `bot fetch`, `bot explain` and `bot connect` say.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report/connect_report.hpp"
#include "report/explain_report.hpp"
#include "report/fetch_report.hpp"
#include "unit/run/outside_position.hpp"

namespace bot::report {
namespace {

TEST(ExplainReport, NamesTheFinalBarsAndTheRun) {
  ExplainReport report{
      .asof = make_date(2025, 3, 5), .symbol = Symbol("GLD"), .reason = "first of its group", .weight = 0.25};
  EXPECT_EQ(explain_text(report, {}), "GLD on 2025-03-05, on final bars: first of its group\n");
  EXPECT_TRUE(explain_json(report)["recorded"].is_null());
  report.recorded = ExplainReport::Recorded{.run_id = "R1", .reason = "second of its group", .weight = 0};
  EXPECT_EQ(explain_text(report, {}),
            "GLD on 2025-03-05, on final bars: first of its group\n"
            "run R1, on the bar still forming: second of its group\n");
  EXPECT_EQ(explain_json(report)["recorded"]["run_id"], "R1");
}

TEST(FetchReport, EndsWithTheWorstThatFailed) {
  std::vector<data::RefreshedSymbol> symbols(3);
  symbols[0].symbol = Symbol("GLD");
  symbols[1].symbol = Symbol("SPY");
  symbols[1].outcome = data::RefreshOutcome::kFailed;
  symbols[1].error = Error{ErrorCode::kTimeout, "no answer", {}, {}};
  symbols[2].symbol = Symbol("TLT");
  symbols[2].outcome = data::RefreshOutcome::kFailed;
  symbols[2].error = Error{ErrorCode::kData, "no such folder", {}, {}};
  EXPECT_EQ(fetch_exit_code(symbols), std::max(exit_code(ErrorCode::kTimeout), exit_code(ErrorCode::kData)));
  const auto json = fetch_json(symbols);
  EXPECT_FALSE(json["symbols"][0].contains("error"));
  EXPECT_TRUE(json["symbols"][1].contains("error"));
  EXPECT_NE(fetch_text(symbols, {}).find("failed: no answer"), std::string::npos);
  symbols.resize(1);
  EXPECT_EQ(fetch_exit_code(symbols), 0);
}

TEST(ConnectReport, ShowsTheAccountAlone) {
  ConnectReport report;
  report.session.server_version = 187;
  report.session.accounts = {AccountId("DU1"), AccountId("DU2")};
  report.account = AccountId("DU1");
  EXPECT_NE(connect_text(report, {}).find("no positions"), std::string::npos);
  report.values.set("NetLiquidation", "USD", "");
  report.positions = {test::outside_position("SPY", 1, 3), test::outside_position("GLD", 2, 2)};
  report.positions[0].account = AccountId("DU2");
  report.positions[1].account = AccountId("DU1");
  const auto json = connect_json(report);
  ASSERT_EQ(json["positions"].size(), 1U);
  EXPECT_EQ(json["positions"][0]["symbol"], "GLD");
  EXPECT_TRUE(json["values"][0]["value"].is_null());
  const std::string text = connect_text(report, {});
  EXPECT_NE(text.find("not reported"), std::string::npos);
  EXPECT_EQ(text.find("SPY"), std::string::npos);
}

}  // namespace
}  // namespace bot::report
