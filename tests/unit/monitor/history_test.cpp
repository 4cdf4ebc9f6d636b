// Runs and trades as the ledger remembers them.
#include "monitor/history.hpp"

#include <gtest/gtest.h>

namespace bot::monitor {
namespace {

ledger::LedgerEvent ended(const std::string& id) {
  ledger::RunResult result;
  result.run_id = id;
  return {.at = {}, .run = {}, .body = ledger::RunEnded{.result = result}};
}

TEST(History, OfRunsIsTheNewestOfThoseThatEnded) {
  const std::vector<ledger::LedgerEvent> events = {ended("a"), ended("b"), ended("c")};
  const auto runs = list_runs(events, 2);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].id, RunId{"b"});
  EXPECT_EQ(runs[1].id, RunId{"c"});
  EXPECT_EQ(list_runs(events, 9).size(), 3U);
}

ledger::LedgerEvent started(const std::string& id) {
  ledger::RunStarted run;
  run.session = make_date(2025, 3, 4);
  return {.at = UtcTime{std::chrono::seconds{1'741'121'700}}, .run = RunId{id}, .body = run};
}

// Killed behind its order.
TEST(History, OfRunsNamesOneThatDidNotEnd) {
  ledger::Intent intent;
  intent.key = OrderKey{"RB1.20250304.1.SPY.B.0"};
  intent.symbol = Symbol{"SPY"};
  intent.quantity = Quantity::from_whole(2);
  ledger::PlanWritten plan;
  plan.session = make_date(2025, 3, 4);
  plan.intents = {intent};
  const orders::OrderSending sending{
      .key = intent.key, .order_id = ClientOrderId{1}, .quantity = intent.quantity, .limit = {}, .expires = {}};
  const std::vector<ledger::LedgerEvent> events = {started("a"),
                                                   ended("a"),
                                                   started("b"),
                                                   {.at = {}, .run = RunId{"b"}, .body = plan},
                                                   {.at = {}, .run = RunId{"b"}, .body = sending},
                                                   started("c"),
                                                   ended("c")};
  const auto runs = list_runs(events, 9);
  ASSERT_EQ(runs.size(), 3U);
  EXPECT_TRUE(runs[0].result);
  EXPECT_EQ(runs[1].id, RunId{"b"});
  EXPECT_FALSE(runs[1].result);
  EXPECT_EQ(runs[1].session, make_date(2025, 3, 4));
  EXPECT_EQ(runs[1].orders, 1U);
  EXPECT_EQ(runs[1].filled, 0U);
  EXPECT_TRUE(runs[2].result);
}

TEST(History, ARunIsFoundByItsIdAndTheLastOneWithout) {
  const std::vector<ledger::LedgerEvent> events = {ended("a"), ended("b")};
  ASSERT_NE(find_run(events, "a"), nullptr);
  EXPECT_EQ(find_run(events, "a")->run_id, "a");
  EXPECT_EQ(find_run(events, "")->run_id, "b");
  EXPECT_EQ(find_run(events, "z"), nullptr);
  EXPECT_EQ(find_run({}, ""), nullptr);
}

// Two fills of two sessions, the later one without a commission.
std::vector<ledger::LedgerEvent> two_fills() {
  std::vector<ledger::LedgerEvent> events;
  for (const unsigned day : {4U, 5U}) {
    const OrderKey key{"RB1.2025030" + std::to_string(day) + ".1.SPY.B.0"};
    const UtcTime at{std::chrono::seconds{1'741'121'700} + std::chrono::days{day}};
    ledger::Intent intent;
    intent.key = key;
    intent.symbol = Symbol{"SPY"};
    intent.quantity = Quantity::from_whole(2);
    intent.limit = Price::from_whole(500);
    ledger::PlanWritten plan;
    plan.session = make_date(2025, 3, day);
    plan.intents = {intent};
    orders::FillBooked fill;
    fill.session = plan.session;
    fill.settles = make_date(2025, 3, day + 1);
    fill.execution.exec_id = ExecId{"000" + std::to_string(day) + ".01"};
    fill.execution.key = key;
    fill.execution.symbol = intent.symbol;
    fill.execution.quantity = intent.quantity;
    fill.execution.price = Price::from_whole(499);
    fill.execution.time = at;
    if (day == 4) fill.execution.commission = Money::from_double(0.35);
    const orders::OrderSending sending{
        .key = key, .order_id = ClientOrderId{day}, .quantity = intent.quantity, .limit = intent.limit, .expires = at};
    for (const ledger::EventBody& body : {ledger::EventBody{plan}, ledger::EventBody{sending}, ledger::EventBody{fill}})
      events.push_back({.at = at, .run = {}, .body = body});
  }
  return events;
}

TEST(History, TradesAreByTimeAndWithinTheDaysAsked) {
  const auto events = two_fills();
  const auto all = list_trades(events, std::nullopt, std::nullopt);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].session, make_date(2025, 3, 4));
  EXPECT_EQ(all[0].commission, Money::from_double(0.35));
  EXPECT_EQ(all[1].session, make_date(2025, 3, 5));
  EXPECT_FALSE(all[1].commission) << "nobody reported it";
  EXPECT_EQ(list_trades(events, make_date(2025, 3, 5), std::nullopt).size(), 1U);
  EXPECT_EQ(list_trades(events, std::nullopt, make_date(2025, 3, 4)).size(), 1U);
  EXPECT_EQ(list_trades(events, make_date(2025, 3, 6), std::nullopt).size(), 0U);
}

TEST(History, AFillThatOnlyThePositionsShowIsATradeAtItsLimit) {
  std::vector<ledger::LedgerEvent> events = two_fills();
  events.pop_back();  // the execution of the second order
  events.push_back({.at = {},
                    .run = {},
                    .body = orders::FillInferred{.key = OrderKey{"RB1.20250305.1.SPY.B.0"},
                                                 .quantity = Quantity::from_whole(2),
                                                 .price = Price::from_whole(500),
                                                 .session = make_date(2025, 3, 5),
                                                 .settles = make_date(2025, 3, 6),
                                                 .explanation = ""}});
  const auto trades = list_trades(events, std::nullopt, std::nullopt);
  ASSERT_EQ(trades.size(), 2U);
  EXPECT_FALSE(trades[0].inferred);
  EXPECT_TRUE(trades[1].inferred) << "behind the trades of earlier sessions, though nobody told its time";
  EXPECT_EQ(trades[1].shares, Quantity::from_whole(2));
  EXPECT_EQ(trades[1].price, Price::from_whole(500));
}

}  // namespace
}  // namespace bot::monitor
