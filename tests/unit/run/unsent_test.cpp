// An order of whose frame nothing was handed to the connection: its key is spent and its end is known at once, the
// others go on. What may have left stays unknown until there is evidence.
#include <gtest/gtest.h>

#include "support/trade_world.hpp"
#include "unit/run/symbols.hpp"

namespace bot::run {
namespace {

using test::kGld;
using test::kIef;
using test::OrderFault;
using test::TradeWorld;

// The connection ends at the first step of that name, before anything is done.
void end_connection_at(TradeWorld& world, const std::string& step) {
  world.broker.on_step = [&world, step, done = false](const std::string& what) mutable {
    if (what != step || done) return;
    done = true;
    world.broker.hang_up();
  };
}

const orders::OrderRecord& order_in(const ledger::LedgerState& state, const Symbol& symbol) {
  return std::ranges::find(state.orders, symbol, [](const auto& entry) { return entry.second.symbol; })->second;
}

TEST(Unsent, AnOrderThatWasNeverHandedOverIsAbandonedAtOnceAndTheOthersAreSent) {
  TradeWorld world;
  end_connection_at(world, "place");
  const UtcTime start = world.loop.now();
  const ledger::RunResult result = world.trade();
  const ledger::LedgerState state = world.state();
  EXPECT_EQ(order_in(state, kGld).state, OrderState::kAbandoned) << result.message;
  EXPECT_EQ(order_in(state, kIef).state, OrderState::kFilled) << result.message;
  EXPECT_LT(world.loop.now(), start + std::chrono::minutes{1}) << "nothing is waited for";
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_NE(result.message.find("GLD 0.0 % for 28.5 %: its order was never handed to the gateway"), std::string::npos)
      << result.message;
  EXPECT_EQ(world.broker.frames.size(), 1U);
}

TEST(Unsent, ItsKeyIsNeverSentAndTheNextSessionBuys) {
  TradeWorld world;
  end_connection_at(world, "place");
  world.trade();
  const ledger::RunResult again = world.trade();
  EXPECT_EQ(again.exit_code, 7) << again.message;
  EXPECT_NE(again.message.find("its order was never handed to the gateway"), std::string::npos) << again.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
  world.to_next_session();
  const ledger::RunResult next = world.trade();
  EXPECT_EQ(next.exit_code, 0) << next.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
}

TEST(Unsent, AnExecutionUnderItsKeyHalts) {
  TradeWorld world;
  end_connection_at(world, "place");
  world.trade();
  const ledger::LedgerState state = world.state();
  const orders::OrderRecord& gld = order_in(state, kGld);
  world.broker.foreign_orders.push_back({.key = gld.key,
                                         .order_id = gld.order_id,
                                         .perm_id = PermId{77},
                                         .account = world.options.account,
                                         .symbol = kGld,
                                         .con_id = gld.con_id,
                                         .security_type = "STK",
                                         .side = Side::kBuy,
                                         .quantity = gld.quantity,
                                         .status = BrokerOrderStatus::kSubmitted,
                                         .own_client = true});
  world.trade();
  EXPECT_TRUE(world.state().halt.has_value());
}

TEST(Unsent, AFrameThatMayHaveLeftStaysUnknownUntilThereIsEvidence) {
  TradeWorld world;
  world.broker.faults.orders[kGld] = OrderFault::kLost;
  end_connection_at(world, "placed");
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(order_in(world.state(), kGld).state, OrderState::kExpired) << result.message;
  EXPECT_GT(world.loop.now(),
            calendar::from_new_york(make_date(2026, 3, 3), std::chrono::hours{16} + std::chrono::seconds{30}));
}

TEST(Unsent, AnOrderThatTheDiskMadeTooLateIsAbandonedAtOnce) {
  TradeWorld world;
  world.broker.on_step = [&](const std::string& what) {
    if (what != "wait_events" || !world.broker.frames.empty()) return;
    const ledger::LedgerState state = world.state();
    if (std::ranges::any_of(state.orders, [](const auto& one) { return one.second.state == OrderState::kSending; }))
      world.at(make_date(2026, 3, 3), 15, 59, 10);
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(order_in(world.state(), kGld).state, OrderState::kAbandoned) << result.message;
  EXPECT_TRUE(world.broker.frames.empty());
  EXPECT_EQ(result.exit_code, 7) << result.message;
}

}  // namespace
}  // namespace bot::run
