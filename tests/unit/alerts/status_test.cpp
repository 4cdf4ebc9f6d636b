// What `bot status` knows from the ledger alone.
#include "monitor/status.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "fakes/memory_files.hpp"
#include "report/status_report.hpp"

namespace bot::monitor {
namespace {

AccountStatus status_of(const std::vector<ledger::LedgerEvent>& events) {
  fakes::MemoryFiles files;
  ledger::LedgerState state;
  for (const ledger::LedgerEvent& event : events) ledger::apply(state, event);
  return gather_status(
      {.id = AccountId{"DU1"}}, std::move(state), events, files,
      []() -> Result<ledger::ArmingFacts> { return ledger::ArmingFacts{}; }, *parse_utc("2020-03-16T21:00:00Z"),
      calendar::Calendar{});
}

// No run said what the shares are worth: that is not a weight of zero.
TEST(Status, AHoldingWithoutAPriceHasNoWeightAndNoDrift) {
  ledger::PositionsAccepted accepted{.explanation = "mine", .by = "Ann"};
  accepted.entries.push_back({.symbol = Symbol{"SPY"}, .broker_quantity = Quantity::from_whole(3)});
  const AccountStatus status = status_of({{.at = {}, .run = {}, .body = accepted}});
  ASSERT_TRUE(status.drift.contains(Symbol{"SPY"}));
  EXPECT_EQ(status.drift.at(Symbol{"SPY"}).held, std::nullopt);
  EXPECT_TRUE(report::status_json(status)["drift"]["SPY"].is_null());
  const std::string text = report::status_text(status, {});
  EXPECT_NE(text.find("SPY"), std::string::npos) << text;
  EXPECT_NE(text.find("n/a"), std::string::npos) << text;
}

TEST(Status, WithoutAWebhookNoAlertGetsThrough) {
  AccountStatus status = status_of({});
  EXPECT_EQ(report::status_json(status)["alerts"]["get_through"], false);
  EXPECT_EQ(report::status_json(status)["alerts"]["problem"], "no webhook is set");
  status.has_webhook = true;
  EXPECT_EQ(report::status_json(status)["alerts"]["get_through"], true);
}

}  // namespace
}  // namespace bot::monitor
