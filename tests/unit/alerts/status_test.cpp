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

// 37 BITO and 19 SPY of a managed equity of $10,000, as a run left them.
std::vector<ledger::LedgerEvent> two_holdings() {
  ledger::PositionsAccepted accepted{.explanation = "mine", .by = "Ann"};
  accepted.entries.push_back({.symbol = Symbol{"BITO"}, .broker_quantity = Quantity::from_whole(37)});
  accepted.entries.push_back({.symbol = Symbol{"SPY"}, .broker_quantity = Quantity::from_whole(19)});
  ledger::RunResult result;
  result.managed_equity = Money::from_whole(10'000);
  result.positions[Symbol{"BITO"}] = {Quantity::from_whole(37), *Price::parse("100"), Money::from_whole(3'700), 0.37};
  result.positions[Symbol{"SPY"}] = {Quantity::from_whole(19), *Price::parse("200"), Money::from_whole(3'800), 0.38};
  return {{.at = {}, .run = {}, .body = accepted}, {.at = {}, .run = {}, .body = ledger::RunEnded{.result = result}}};
}

TEST(Status, WhatWasReleasedHasNoWeightAndStandsApartWithItsWorth) {
  std::vector<ledger::LedgerEvent> events = two_holdings();
  EXPECT_DOUBLE_EQ(*status_of(events).drift.at(Symbol{"BITO"}).held, 0.37);
  events.push_back({.at = {}, .run = {}, .body = ledger::SymbolReleased{.symbol = Symbol{"BITO"}, .by = "Ann"}});
  const AccountStatus status = status_of(events);
  EXPECT_FALSE(status.drift.contains(Symbol{"BITO"})) << "neither held for the weights nor wanted";
  EXPECT_DOUBLE_EQ(*status.drift.at(Symbol{"SPY"}).held, 3800.0 / 6300) << "of what is managed still";
  const std::string text = report::status_text(status, {});
  EXPECT_NE(text.find("outside: 37 BITO (STK USD), worth $3,700.00, kept for you"), std::string::npos) << text;
  const nlohmann::ordered_json json = report::status_json(status);
  EXPECT_EQ(json["kept"]["BITO"], 37);
  EXPECT_EQ(json["outside"][0]["value"], 3700.0);
}

TEST(Status, ARunThatDidNotEndIsNamedBeforeTheLastOneThatDid) {
  ledger::RunStarted began;
  began.session = make_date(2020, 3, 16);
  const ledger::LedgerEvent started{
      .at = *parse_utc("2020-03-16T19:55:00Z"), .run = RunId{"20200316-155500-3"}, .body = began};
  const std::string line =
      "run 20200316-155500-3, paper, session 2020-03-16, began 2020-03-16 15:55:00 ET and has not ended";
  const AccountStatus first = status_of({started});
  EXPECT_NE(report::status_text(first, {}).find(line), std::string::npos) << report::status_text(first, {});
  EXPECT_EQ(report::status_text(first, {}).find("no run yet"), std::string::npos);
  std::vector<ledger::LedgerEvent> events = two_holdings();
  events.push_back(started);
  const std::string text = report::status_text(status_of(events), {});
  EXPECT_LT(text.find(line), text.find("last run")) << text;
  EXPECT_EQ(report::status_json(status_of(events))["not_ended"]["id"], "20200316-155500-3");
  EXPECT_EQ(report::status_json(status_of(events))["not_ended"]["started"], "2020-03-16T19:55:00Z");
  EXPECT_TRUE(report::status_json(status_of(two_holdings()))["not_ended"].is_null());
}

// A transfer, a split, a sale by the owner: no run has looked at the account since.
TEST(Status, WhatNoRunHasValuedGivesNoWeights) {
  std::vector<ledger::LedgerEvent> events = two_holdings();
  ledger::PositionsAccepted split{.explanation = "split", .by = "Ann"};
  split.entries.push_back({.symbol = Symbol{"SPY"}, .broker_quantity = Quantity::from_whole(38)});
  events.push_back({.at = {}, .run = {}, .body = split});
  const AccountStatus status = status_of(events);
  EXPECT_EQ(status.drift.at(Symbol{"SPY"}).held, std::nullopt);
  EXPECT_EQ(status.drift.at(Symbol{"BITO"}).held, std::nullopt);
}

TEST(Status, WithoutAWebhookNoAlertGetsThrough) {
  AccountStatus status = status_of({});
  EXPECT_EQ(report::status_json(status)["alerts"]["get_through"], false);
  EXPECT_EQ(report::status_json(status)["alerts"]["problem"], "no webhook is set");
  status.has_webhook = true;
  EXPECT_EQ(report::status_json(status)["alerts"]["get_through"], true);
  status.outbox = Error{ErrorCode::kIo, "Permission denied", "state/outbox", "Check owner and permissions."};
  EXPECT_EQ(report::status_json(status)["alerts"]["get_through"], false);
  const std::string text = report::status_text(status, {});
  EXPECT_NE(text.find("the outbox of the alerts cannot be read: Permission denied (state/outbox)"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace bot::monitor
