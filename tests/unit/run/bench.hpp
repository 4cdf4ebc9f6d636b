// A run's runtime over a ledger that a test writes itself, and a broker that behaves.
#pragma once

#include <gtest/gtest.h>

#include "run/trade_facts.hpp"
#include "support/trade_world.hpp"
#include "unit/run/symbols.hpp"

namespace bot::test {

inline const Date kToday = make_date(2026, 3, 3);
inline const OrderKey kSell{"RB1.20260303.1.SPY.S.A"};
inline const OrderKey kBuy{"RB1.20260303.1.GLD.B.B"};

struct Bench {
  TradeWorld world;
  MemoryLedger ledger{world.disk};
  run::ReaderPorts ports{world.loop, world.broker, world.broker, world.store, world.files, world.log, world.calendar};
  run::Runtime runtime = run::make_runtime(ports, world.options, ledger, &world.notifier);

  Bench() {
    runtime.timing.session = world.calendar.session_on(kToday);
    runtime.timing.deadlines = schedule::deadlines_of(*runtime.timing.session, world.options.schedule);
    runtime.timing.asof = kToday;
    const auto session = world.broker.connect(world.loop.now());
    EXPECT_TRUE(session);
    if (session) runtime.gateway = *session;
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

}  // namespace bot::test
