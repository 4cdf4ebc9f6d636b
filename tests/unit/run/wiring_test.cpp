// What the rules and the plan are given: each figure from its source, each piece of evidence as strong as it must be.
#include <gtest/gtest.h>

#include "run/account.hpp"
#include "run/final_account.hpp"
#include "run/recover.hpp"
#include "run/rule_codes.hpp"
#include "run/settled_cash.hpp"
#include "run/trade_facts.hpp"
#include "support/trade_world.hpp"

namespace bot::run {
namespace {

const Symbol kSpy{"SPY"};
const Date kToday = make_date(2026, 3, 3);
const OrderKey kSell{"RB1.20260303.1.SPY.S.A"};
const OrderKey kBuy{"RB1.20260303.1.GLD.B.B"};

// A runtime over a ledger that a test writes itself.
struct Bench {
  test::TradeWorld world;
  test::MemoryLedger ledger{world.disk};
  ReaderPorts ports{world.loop, world.broker, world.broker, world.store, world.files, world.log, world.calendar};
  Runtime runtime = make_runtime(ports, world.options, ledger, &world.notifier);

  Bench() {
    runtime.timing.session = world.calendar.session_on(kToday);
    runtime.timing.deadlines = schedule::deadlines_of(*runtime.timing.session, world.options.schedule);
    runtime.timing.asof = kToday;
    EXPECT_TRUE(world.broker.connect(world.loop.now()));
  }
  void write(ledger::EventBody body) { ASSERT_TRUE(runtime.record(std::move(body))); }
  void manage(const Symbol& symbol, int shares) {
    write(ledger::PositionsAccepted{.entries = {{.symbol = symbol, .broker_quantity = Quantity::from_whole(shares)}},
                                    .explanation = "",
                                    .by = "Ann"});
  }
  void plan(Date session, const OrderKey& key, const Symbol& symbol, Side side, int shares, double limit) {
    ledger::PlanWritten written;
    written.session = session;
    ledger::Intent intent;
    intent.key = key;
    intent.symbol = symbol;
    intent.side = side;
    intent.quantity = Quantity::from_whole(shares);
    intent.limit = Price::from_double(limit);
    written.intents = {intent};
    write(written);
  }
  void send(const OrderKey& key, int id, UtcTime expires) {
    const orders::OrderRecord& order = runtime.state().orders.at(key);
    write(orders::OrderSending{.key = key,
                               .order_id = ClientOrderId{id},
                               .quantity = order.intended,
                               .limit = order.limit,
                               .expires = expires});
  }
  void fill(const OrderKey& key, int shares, double price) {
    const orders::OrderRecord& order = runtime.state().orders.at(key);
    Execution execution;
    execution.exec_id = ExecId{"a." + key.value() + ".01"};
    execution.key = key;
    execution.symbol = order.symbol;
    execution.side = order.side;
    execution.quantity = Quantity::from_whole(shares);
    execution.price = Price::from_double(price);
    execution.commission = Money::from_whole(1);
    write(orders::FillBooked{.execution = execution, .session = order.session, .settles = make_date(2026, 3, 4)});
  }
  // 10 GLD at 180, with a commission of 1, after an evening with nothing but cash.
  void buy_ten_for_1800_of_10000() {
    write(ledger::NavRecorded{.session = kToday,
                              .net_liquidation = Money::from_whole(10'000),
                              .cash = Money::from_whole(10'000),
                              .cash_anchor = Money::from_whole(10'000),
                              .positions = {},
                              .outside = std::nullopt});
    plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 10, 180);
    send(kBuy, 1, later());
    fill(kBuy, 10, 180);
  }
  [[nodiscard]] UtcTime later() const { return world.loop.now() + std::chrono::hours{1}; }
};

TEST(Wiring, RulesHaveTheLedgersNamesAndThreeOfThemHalt) {
  std::string halting;
  for (int index = 0; index < 23; ++index) {
    const auto rule = static_cast<safety::Rule>(index);
    EXPECT_EQ(name(finding_code(rule)), name(rule));
    const auto reason = halt_reason(rule);
    if (!reason) continue;
    EXPECT_EQ(name(*reason), name(rule));
    halting += fmt::format("{} ", name(rule));
  }
  EXPECT_EQ(halting, "R16 R21 R22 ");
}

TEST(Wiring, R06CountsWorkingSellsAndLocks) {
  Bench bench;
  bench.manage(kSpy, 10);
  TradeFacts facts;
  facts.account.positions[kSpy] = Quantity::from_whole(10);
  bench.plan(kToday, kSell, kSpy, Side::kSell, 4, 510);
  EXPECT_EQ(safety_input(bench.runtime, facts).symbols.at(kSpy).sellable, Quantity::from_whole(10));
  bench.send(kSell, 1, bench.later());
  const safety::SymbolFacts working = safety_input(bench.runtime, facts).symbols.at(kSpy);
  EXPECT_EQ(working.working_sells, Quantity::from_whole(4));
  EXPECT_EQ(working.sellable, Quantity::from_whole(6));
  facts.at_last_sell = PositionMap{{kSpy, Quantity::from_whole(5)}};
  EXPECT_EQ(safety_input(bench.runtime, facts).symbols.at(kSpy).sellable, Quantity::from_whole(1));
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 2, bench.later());
  bench.fill(kBuy, 3, 180);
  facts.account.positions[Symbol{"GLD"}] = Quantity::from_whole(3);
  facts.at_last_sell.reset();
  EXPECT_EQ(safety_input(bench.runtime, facts).symbols.at(Symbol{"GLD"}).sellable, Quantity{}) << "bought today";
}

TEST(Wiring, R12AndR13CountWhatEarlierRunsOfTheDaySent) {
  Bench bench;
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 1, bench.later());
  const safety::SafetyInput input = safety_input(bench.runtime, TradeFacts{});
  EXPECT_EQ(input.orders_today, 1);
  EXPECT_EQ(input.gross_today, Money::from_whole(540));
}

TEST(Wiring, BuysThatTheBrokersCashDoesNotShowYetAreTakenOff) {
  Bench bench;
  bench.buy_ten_for_1800_of_10000();
  AccountValues values;
  values.set("TotalCashValue", "USD", "10000");
  values.set("SettledCash", "USD", "10000");
  EXPECT_EQ(settled_cash_facts(bench.runtime, values).unreflected_buys, Money::from_whole(1800));
  values.set("TotalCashValue", "USD", "8199");
  EXPECT_EQ(settled_cash_facts(bench.runtime, values).unreflected_buys, Money{});
}

TEST(Wiring, CashThatLagsIsNoAnchor) {
  Bench bench;
  bench.buy_ten_for_1800_of_10000();
  FinalAccount account;
  account.equity = Money::from_whole(9'999);
  account.dollars = Money::from_whole(10'000);  // before our purchase
  ASSERT_TRUE(record_nav(bench.runtime, TradeFacts{}, account, {}));
  EXPECT_EQ(bench.runtime.state().last_nav->cash_anchor, Money::from_whole(8'199));
  EXPECT_EQ(bench.runtime.state().expected_cash(), Money::from_whole(8'199));
}

TEST(Wiring, TwoReadingsOfThePositionsHaveToAgree) {
  Bench bench;
  bench.world.broker.set_position("SPY", 1);
  int readings = 0;
  bench.world.broker.on_step = [&](const std::string& what) {
    if (what == "positions" && ++readings == 2) bench.world.broker.set_position("SPY", 2);
  };
  const UtcTime began = bench.world.loop.now();
  const auto positions = read_settled_positions(bench.runtime, began + std::chrono::seconds{60});
  ASSERT_TRUE(positions);
  EXPECT_EQ(shares_in(*positions, kSpy), Quantity::from_whole(2));
  EXPECT_EQ(readings, 3);
  EXPECT_GE(bench.world.loop.now() - began, std::chrono::seconds{10});
}

TEST(Wiring, AnOrderIsDeadAMinuteAfterItsExpiryAndNotBefore) {
  Bench bench;
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 1, bench.world.loop.now());
  bench.world.loop.sleep_until(bench.world.loop.now() + std::chrono::seconds{60});
  ASSERT_TRUE(settle_dead_orders(bench.runtime, {}));
  EXPECT_EQ(bench.runtime.state().orders.at(kBuy).state, OrderState::kSending);
  bench.world.loop.sleep_until(bench.world.loop.now() + std::chrono::seconds{1});
  ASSERT_TRUE(settle_dead_orders(bench.runtime, {}));
  EXPECT_EQ(bench.runtime.state().orders.at(kBuy).state, OrderState::kExpired);
}

TEST(Wiring, WhatTwoDeadOrdersCouldExplainIsInferredOfNeither) {
  Bench bench;
  const OrderKey older{"RB1.20260302.1.GLD.B.Z"};
  const UtcTime expired = bench.world.loop.now() - std::chrono::hours{1};
  bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(kBuy, 2, expired);
  const PositionMap three{{Symbol{"GLD"}, Quantity::from_whole(3)}};
  bench.plan(make_date(2026, 3, 2), older, Symbol{"GLD"}, Side::kBuy, 3, 180);
  bench.send(older, 1, expired);
  ASSERT_TRUE(settle_dead_orders(bench.runtime, three));
  EXPECT_EQ(bench.runtime.state().managed_of(Symbol{"GLD"}), Quantity{});
  EXPECT_EQ(bench.runtime.state().orders.at(kBuy).state, OrderState::kSending);
}

TEST(Wiring, AShortPositionIsADurableHalt) {
  test::TradeWorld world;
  world.broker.set_position("SPY", -3);
  EXPECT_EQ(world.trade().exit_code, 7);
  ASSERT_TRUE(world.state().halt);
  EXPECT_EQ(world.state().halt->reason, ledger::HaltReason::kShortPosition);
  world.broker.set_position("SPY", 0);
  EXPECT_EQ(world.trade().exit_code, 6) << "until somebody has looked";
}

TEST(Wiring, AnOrderNobodyKnowsOfIsCancelledAtTheNextStart) {
  test::TradeWorld world;
  {
    Bench bench;
    bench.plan(kToday, kBuy, Symbol{"GLD"}, Side::kBuy, 3, 180);
    bench.send(kBuy, 1, bench.later());
    world.disk = bench.world.disk;
  }
  int cancels = 0;
  world.broker.on_step = [&](const std::string& what) { cancels += what == "cancel" ? 1 : 0; };
  world.trade();
  EXPECT_GE(cancels, 1);
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(Wiring, FundsThatMayBeStalePayForNothing) {
  test::TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.9}});
  world.broker.more_values.set("TotalCashValue", "USD", world.broker.cash.str());  // never shows the sells
  world.broker.more_values.set("AvailableFunds", "USD", "9000");
  world.trade();
  EXPECT_EQ(world.broker.shares("IEF"), Quantity{}) << "sold";
  EXPECT_EQ(world.broker.shares("SPY"), Quantity{}) << "not bought with what nobody confirms";
}

}  // namespace
}  // namespace bot::run
