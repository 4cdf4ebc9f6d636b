// The buys after the sells: what they may cost, in which order they leave, and how long they are locked.
#include <gtest/gtest.h>

#include "model/order_key.hpp"
#include "run/execute.hpp"
#include "run/settle_buys.hpp"
#include "unit/run/bench.hpp"

namespace bot::run {
namespace {

using test::Bench;
using test::kGld;
using test::kIef;
using test::kToday;
using test::TradeWorld;

OrderKey key_of(const Symbol& symbol) {
  return make_order_key({.session = kToday, .sequence = 1, .symbol = symbol, .side = Side::kBuy},
                        AccountId{"DU0000001"});
}

// Two buys that are planned, and what they rest on.
struct TwoBuys : Bench {
  OrderFollower follower{runtime};
  OrderSender sender{runtime, follower, world.broker};
  TradeFacts facts;

  TwoBuys() {
    for (const Symbol& symbol : {kGld, kIef}) {
      const Instrument& instrument = world.broker.market.at(symbol).instrument;
      write(ledger::InstrumentPinned{
          .symbol = symbol, .con_id = instrument.con_id, .primary_exchange = instrument.primary_exchange});
    }
    plan({{key_of(kGld), kGld, 10, 180.2}, {key_of(kIef), kIef, 40, 95.1}});
    facts.account = *read_account(runtime);
    facts.quotes = *read_quotes(runtime, {}, {kGld, kIef});
    facts.targets = {{kGld, 0.3}, {kIef, 0.6}};
    facts.managed_equity = Money::from_whole(10'000);
    facts.probed = runtime.now();
    facts.clock_skew = Duration{0};
    for (const Symbol& symbol : {kGld, kIef}) {
      const std::vector<Bar>& bars = world.broker.market.at(symbol).bars;
      facts.series[symbol] = {.last_close = Price::from_double(bars[bars.size() - 2].close), .average_volume = 5e7};
    }
  }

  [[nodiscard]] std::string reasons() const {
    std::string text;
    for (const auto& [key, order] : runtime.state().orders) text += order.symbol.value() + ": " + order.reason + "\n";
    for (const ledger::FindingLine& finding : runtime.findings) text += finding.message + "\n";
    return text;
  }

  struct Buy {
    OrderKey key;
    Symbol symbol;
    int shares;
    double limit;
  };
  void plan(const std::vector<Buy>& buys) {
    ledger::PlanWritten written;
    written.session = kToday;
    written.sequence = 1;
    written.targets = {{kGld, 0.3}, {kIef, 0.6}};
    written.managed_equity = Money::from_whole(10'000);
    for (const Buy& buy : buys) {
      ledger::Intent intent;
      intent.key = buy.key;
      intent.symbol = buy.symbol;
      intent.side = Side::kBuy;
      intent.con_id = world.broker.market.at(buy.symbol).instrument.con_id;
      intent.primary_exchange = "ARCA";
      intent.quantity = Quantity::from_whole(buy.shares);
      intent.limit = Price::from_double(buy.limit);
      intent.planned_mid = world.broker.market.at(buy.symbol).mid;
      written.intents.push_back(intent);
    }
    write(written);
  }
};

TEST(Buys, EachIsTakenOffTheBudgetBeforeTheNextLeaves) {
  TwoBuys bench;
  const TradeFacts after =
      execute(bench.runtime, bench.follower, bench.sender, WrittenPlan::in_ledger(bench.runtime, bench.facts));
  ASSERT_FALSE(bench.follower.frozen()) << *bench.follower.frozen();
  ASSERT_EQ(bench.world.broker.frames.size(), 2U) << bench.reasons();
  Money worst;
  for (const bot::test::Frame& frame : bench.world.broker.frames)
    worst += multiply(frame.ticket.limit, frame.ticket.quantity, Rounding::kUp) +
             plan::commission(frame.ticket.quantity, bench.world.options.plan.costs);
  std::optional<Money> budget;
  for (const ledger::LedgerEvent& event : bench.world.disk.events)
    if (const auto* settled = std::get_if<ledger::BuysSettled>(&event.body)) budget = settled->budget;
  ASSERT_TRUE(budget);
  EXPECT_EQ(after.buy_budget, *budget - worst);
}

TEST(Buys, TheSmallestLeavesFirst) {
  TwoBuys bench;
  (void)execute(bench.runtime, bench.follower, bench.sender, WrittenPlan::in_ledger(bench.runtime, bench.facts));
  ASSERT_EQ(bench.world.broker.frames.size(), 2U);
  EXPECT_EQ(bench.world.broker.frames[0].ticket.symbol, kGld) << "1,800 dollars";
  EXPECT_EQ(bench.world.broker.frames[1].ticket.symbol, kIef) << "3,800 dollars";
}

TEST(Buys, AnOrderHasAnIdAboveAllThatTheLedgerKnowsWhateverTheGatewayCounts) {
  TwoBuys bench;
  const std::int64_t used = bench.world.broker.next_order_id().value() + 40;
  bench.write(ledger::OrderIdsUsed{.through = ClientOrderId{used}});
  (void)execute(bench.runtime, bench.follower, bench.sender, WrittenPlan::in_ledger(bench.runtime, bench.facts));
  ASSERT_EQ(bench.world.broker.frames.size(), 2U) << bench.reasons();
  EXPECT_EQ(bench.world.broker.frames[0].order_id, ClientOrderId{used + 1});
  EXPECT_GT(bench.world.broker.frames[1].order_id, ClientOrderId{used + 1});
}

TEST(Buys, WhatWasAcknowledgedIsNotAskedAbout) {
  TwoBuys bench;
  int asked = 0;
  bench.world.broker.on_step = [&](const std::string& what) { asked += what == "executions" ? 1 : 0; };
  (void)execute(bench.runtime, bench.follower, bench.sender, WrittenPlan::in_ledger(bench.runtime, bench.facts));
  ASSERT_EQ(bench.world.broker.frames.size(), 2U) << bench.reasons();
  EXPECT_EQ(asked, 1) << "before the first buy, to prove what was sold";
}

// A later start of the session sees the cash settled that the first one bought with before it was.
TEST(Buys, ASecondSettlementNeverShortensALock) {
  TwoBuys bench;
  const Date locked_until = make_date(2026, 3, 6);
  bench.write(ledger::BuysSettled{.session = kToday,
                                  .buys = {},
                                  .settled_cash = {},
                                  .budget = {},
                                  .settled_only = false,
                                  .sellable_from = {{kGld, locked_until}},
                                  .proceeds_granted = std::nullopt});
  (void)execute(bench.runtime, bench.follower, bench.sender, WrittenPlan::in_ledger(bench.runtime, bench.facts));
  ASSERT_EQ(bench.world.broker.shares("GLD"), Quantity::from_whole(10));
  const plan::LotBook book = lot_book(bench.runtime.state());
  EXPECT_EQ(book.locked_until(kGld, make_date(2026, 3, 4)), locked_until);
  EXPECT_EQ(book.locked(kGld, make_date(2026, 3, 5)), Quantity::from_whole(10));
  EXPECT_EQ(book.locked(kGld, locked_until), Quantity{});
  EXPECT_EQ(book.locked(kIef, make_date(2026, 3, 4)), Quantity{}) << "bought with settled cash alone";
}

void expect_cancel_before_the_close(Duration clock_ahead) {
  TradeWorld world;
  world.broker.faults.clock_ahead = clock_ahead;
  world.at(kToday, 15, 58);
  world.options.fill_timeout = std::chrono::minutes{5};
  world.want({{"IEF", 0.6}});
  world.broker.faults.orders[kIef] = bot::test::OrderFault::kNeverFills;
  std::optional<UtcTime> cancelled;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "cancel" && !cancelled) cancelled = world.loop.now();
  };
  world.trade();
  ASSERT_EQ(world.broker.frames.size(), 1U);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(*cancelled + clock_ahead, world.calendar.session_on(kToday)->closes - std::chrono::seconds{45});
}

// On the gateway's clock, where ours differs from it.
TEST(Buys, WhatDoesNotFillIsCancelled45SecondsBeforeTheClose) {
  for (const int seconds : {0, 2, -2}) expect_cancel_before_the_close(std::chrono::seconds{seconds});
}

TEST(Buys, AQuoteWithoutABidIsNoMid) {
  Quote quote;
  quote.bid = Price{};
  quote.ask = Price::from_whole(100);
  quote.last = Price::from_whole(98);
  EXPECT_EQ(market_price(quote), Price::from_whole(98));
  quote.bid = Price::from_whole(99);
  EXPECT_EQ(market_price(quote), Price::from_double(99.5));
  quote.bid = Price::from_whole(101);
  EXPECT_EQ(market_price(quote), Price::from_whole(98)) << "crossed";
  quote.last.reset();
  EXPECT_EQ(market_price(quote), std::nullopt);
}

// How many readings after the last sell do not show it yet.
struct Stale {
  int cash = 0;
  int positions = 0;
};

// Between the last sell and the first buy.
Duration wait_for_buys(const Stale& stale) {
  TradeWorld world;
  world.want({{"GLD", 0.3}, {"IEF", 0.3}});
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.3}, {"IEF", 0.3}});  // for which the settled cash suffices
  const std::string before = world.broker.cash.str();
  int readings_of_cash = 0;
  int readings_of_positions = 0;
  world.broker.on_step = [&](const std::string& what) {
    const bool sold = world.broker.shares("GLD") == Quantity{};
    if (what == "place" && !sold && stale.positions > 0) world.broker.go_stale();
    if (what == "positions" && sold && ++readings_of_positions > stale.positions)
      world.broker.faults.positions_stale = false;
    if (what != "account_values") return;
    const bool shows_old = sold && ++readings_of_cash <= stale.cash;
    world.broker.more_values.set("TotalCashValue", "USD", shows_old ? before : world.broker.cash.str());
  };
  EXPECT_EQ(world.trade().exit_code, 0);
  std::optional<UtcTime> last_sell;
  std::optional<UtcTime> first_buy;
  for (const bot::test::Frame& frame : world.broker.frames) {
    if (calendar::to_new_york(frame.at).date != make_date(2026, 3, 4)) continue;
    if (frame.ticket.side == Side::kSell) last_sell = frame.at;
    if (frame.ticket.side == Side::kBuy && !first_buy) first_buy = frame.at;
  }
  EXPECT_TRUE(last_sell && first_buy);
  return last_sell && first_buy ? *first_buy - *last_sell : Duration{};
}

TEST(Buys, WaitForTheSellsByLookingEveryTwoSeconds) {
  const Duration at_once = wait_for_buys({});
  for (const Stale& stale : {Stale{.cash = 1}, Stale{.positions = 1}}) {
    const Duration second = wait_for_buys(stale) - at_once;
    EXPECT_GE(second, std::chrono::seconds{1});
    EXPECT_LE(second, std::chrono::seconds{4});
  }
}

TEST(Buys, WaitForTheCashOfTheSellsFifteenSecondsAtMost) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  const std::string before = world.broker.cash.str();
  std::optional<UtcTime> first_look;
  std::optional<UtcTime> went_on;
  world.broker.on_step = [&](const std::string& what) {
    if (world.broker.shares("GLD") != Quantity{}) return;
    world.broker.more_values.set("TotalCashValue", "USD", before);
    if (what == "account_values" && !first_look) first_look = world.loop.now();
    if (what == "quotes" && first_look && !went_on) went_on = world.loop.now();
  };
  world.trade();
  ASSERT_TRUE(first_look && went_on);
  EXPECT_GE(*went_on - *first_look, std::chrono::seconds{14});
  EXPECT_LE(*went_on - *first_look, std::chrono::seconds{16});
}

// What part of the proceeds the broker grants is not known while its cash shows one sale of two, though its available
// funds may have both: nothing is bought with unsettled money then.
TEST(Buys, SettledCashAlonePaysWhereTheCashShowsOneSaleOfTwo) {
  TradeWorld world;
  world.trade();
  const Money settled = world.broker.cash;
  const Money sale = multiply(Price::from_whole(95), world.broker.shares("IEF"), Rounding::kDown);
  world.to_next_session();
  world.want({{"SPY", 0.5}});
  world.broker.on_step = [&](const std::string& what) {
    if (what != "account_values") return;
    world.broker.more_values = {};
    const bool sold = world.broker.shares("GLD") == Quantity{} && world.broker.shares("IEF") == Quantity{};
    if (sold && world.broker.shares("SPY") == Quantity{})
      world.broker.more_values.set("TotalCashValue", "USD", (world.broker.cash - sale).str());
  };
  const ledger::RunResult result = world.trade();
  ASSERT_GT(settled, Money::from_whole(3 * 512 + 50)) << "three shares of SPY and the reserve, and not four";
  ASSERT_LT(settled, Money::from_whole(4 * 510));
  EXPECT_EQ(world.broker.shares("SPY"), Quantity::from_whole(3)) << result.message;
}

// What the cash does not reach for is left for a later session: nothing is wrong with its quote.
TEST(Buys, OneThatTheCashDoesNotReachForIsNoFailure) {
  TwoBuys bench;
  bench.world.broker.cash = Money::from_whole(100);
  const TradeFacts after =
      execute(bench.runtime, bench.follower, bench.sender, WrittenPlan::in_ledger(bench.runtime, bench.facts));
  EXPECT_TRUE(bench.world.broker.frames.empty());
  for (const Symbol& symbol : {kGld, kIef}) {
    EXPECT_EQ(bench.runtime.state().orders.at(key_of(symbol)).state, OrderState::kAbandoned);
    EXPECT_FALSE(after.bad_quotes.contains(symbol));
  }
}

// No buy phase begins after close - 90 s.
TEST(Buys, BeginInTheLastInstantOfTheirTimeAndNotAfterIt) {
  for (const int late_ms : {0, 1}) {
    TradeWorld world;
    bool is_proof = false;
    world.broker.on_step = [&](const std::string& what) {
      if (what == "positions" && std::exchange(is_proof, false)) {
        world.at(make_date(2026, 3, 3), 15, 58, 30);
        world.loop.jump_to(world.loop.now() + Duration{late_ms});
      }
      // Of the stages only the proof asks for finished orders once a plan is written.
      const ledger::LedgerState state = world.state();
      const auto session = state.sessions.find(kToday);
      if (what == "completed_orders" && session != state.sessions.end() && session->second.sequence > 0)
        is_proof = world.broker.frames.empty();
    };
    world.trade();
    EXPECT_EQ(world.broker.frames.empty(), late_ms > 0) << late_ms;
  }
}

}  // namespace
}  // namespace bot::run
