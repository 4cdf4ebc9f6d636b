// The connection is lost at every step of a run, and a later start meets orders that an earlier one sent: what is to be
// done is done, nothing is sent twice, and nobody's order is left alone.
#include <gtest/gtest.h>

#include <set>

#include "support/trade_world.hpp"
#include "unit/run/described.hpp"

namespace bot::run {
namespace {

using test::Frame;
using test::OrderFault;
using test::PowerCut;
using test::says;
using test::TradeWorld;

TEST(Connection, LostAtAnyStepIsMadeAnewAndTheRunGoesOn) {
  int steps = 0;
  TradeWorld reference;
  reference.to_rotation();
  reference.broker.on_step = [&](const std::string&) { ++steps; };
  ASSERT_EQ(reference.trade().exit_code, 0);
  ASSERT_GT(steps, 40);
  for (int step = 1; step <= steps; ++step) {
    TradeWorld world;
    world.options.scheduled = true;
    world.to_rotation();
    int seen = 0;
    std::string where;
    world.broker.on_step = [&](const std::string& what) {
      if (++seen != step) return;
      where = fmt::format("step {} ({})", step, what);
      world.broker.hang_up();
    };
    const ledger::RunResult result = world.trade();
    std::set<OrderKey> keys;
    for (const Frame& frame : world.broker.frames) EXPECT_TRUE(keys.insert(frame.ticket.key).second) << where;
    // A key that was to be sent is never sent again, whether nothing of its frame left or that is not known.
    if (result.exit_code == 7 && says(result, "never handed to the gateway")) continue;
    if (result.exit_code == 7 && result.outcome == ledger::Outcome::kUnknown) continue;
    if (result.exit_code == 7 && (where.find("place") != std::string::npos)) continue;
    EXPECT_EQ(result.exit_code, 0) << where << ": " << result.message;
    EXPECT_EQ(world.broker.held, reference.broker.held) << where << ": " << result.message;
  }
}

// A start that dies as soon as the `order`-th of its orders is placed.
void die_behind_order(TradeWorld& world, int order) {
  world.broker.on_step = [=, placed = 0](const std::string& what) mutable {
    if (what == "placed" && ++placed == order) throw PowerCut{};
  };
  EXPECT_THROW(world.trade(), PowerCut);
  world.broker.on_step = {};
}

// The first start dies with its sell working at the broker.
void die_with_a_working_sell(TradeWorld& world) {
  world.to_rotation();
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
  die_behind_order(world, 1);
}

OrderState state_of_the_sell(TradeWorld& world) {
  for (const auto& [key, order] : world.state().orders)
    if (order.symbol == Symbol{"GLD"} && order.side == Side::kSell) return order.state;
  return OrderState::kPlanned;
}

// What a symbol without answers may cost is bounded, however often the connection is tried.
TEST(Connection, ASymbolNobodyAnswersForIsAskedForTwice) {
  TradeWorld world;
  world.options.retry.max_attempts = 9;
  world.trade();
  const int usual = world.broker.bars_asked.at(Symbol{"GLD"});
  TradeWorld silent;
  silent.options.retry.max_attempts = 9;
  silent.broker.faults.bars_unanswered = {Symbol{"GLD"}};
  const ledger::RunResult result = silent.trade();
  EXPECT_LE(silent.broker.bars_asked.at(Symbol{"GLD"}), 2 * usual) << result.message;
  EXPECT_EQ(silent.broker.shares("IEF"), Quantity::from_whole(60)) << result.message;
}

// The time that a new connection takes is none of the bars' own.
TEST(Connection, ThatIsAwayForHalfAMinuteAtTheBarsCostsNothingElse) {
  for (int lost_at = 1; lost_at <= 3; ++lost_at) {
    TradeWorld world;
    world.options.scheduled = true;
    int asked = 0;
    UtcTime back{};
    world.broker.on_step = [&](const std::string& what) {
      if (what == "daily_bars" && ++asked == lost_at) {
        world.broker.hang_up();
        back = world.loop.now() + std::chrono::seconds{30};
      }
      world.broker.faults.connect_failures = world.loop.now() < back ? 1 : 0;
    };
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << lost_at << ": " << result.message;
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << lost_at;
    EXPECT_GE(world.loop.now(), back) << lost_at;
  }
}

TEST(LiveOrders, AreCancelledWhereALaterStartIsAskedToStop) {
  for (const std::string at : {"account_values", "positions", "open_orders", "executions", "connect"}) {
    TradeWorld world;
    die_with_a_working_sell(world);
    world.broker.on_step = [&](const std::string& what) {
      if (what == at) world.loop.interrupt();
    };
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 7) << at << ": " << result.message;
    EXPECT_EQ(state_of_the_sell(world), OrderState::kCancelled) << at << ": " << result.message;
    EXPECT_TRUE(says(result, "cancelled")) << at << ": " << result.message;
    EXPECT_FALSE(says(result, "nothing sent")) << at << ": " << result.message;
  }
}

TEST(LiveOrders, OfAnEarlierStartAreOursToADryRunWhichNamesThem) {
  TradeWorld world;
  die_with_a_working_sell(world);
  for (const bool as_another : {true, false}) {
    world.broker.asks_as_another = as_another;
    const ledger::RunResult result = world.dry();
    EXPECT_TRUE(says(result, "sent by an earlier start and not known to be over: SELL 15 GLD")) << result.message;
    for (const ledger::FindingLine& finding : result.findings)
      EXPECT_NE(finding.code, ledger::FindingCode::kForeignOrder) << finding.text();
  }
}

// At 15:58:50 no buy may begin any more, so what the sell was to pay for is not bought today: that is told, not
// "nothing due".
TEST(LiveOrders, ThatAStartTooLateFindsAreNoQuietDay) {
  for (const bool scheduled : {true, false}) {
    TradeWorld world;
    die_with_a_working_sell(world);
    world.options.scheduled = scheduled;
    world.at(calendar::to_new_york(world.loop.now()).date, 15, 58, 50);
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kResidual) << result.message;
    EXPECT_EQ(result.exit_code, 7) << result.message;
    EXPECT_TRUE(says(result, "too late to carry on what an earlier start had planned")) << result.message;
    EXPECT_TRUE(says(result, "GLD cancelled")) << result.message;
  }
}

// All had filled when it was cut off: a start too late for more finds nothing to do, and nothing to worry about.
TEST(LiveOrders, ThatHaveAllFilledAreDoneHoweverLateTheNextStart) {
  TradeWorld world;
  world.to_rotation();
  die_behind_order(world, 3);
  world.at(calendar::to_new_york(world.loop.now()).date, 15, 58, 50);
  world.options.scheduled = true;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_TRUE(says(result, "what an earlier start had planned is done: 3 orders filled")) << result.message;
  EXPECT_TRUE(result.carried_on);
}

TEST(Connection, GoneWhileARunIsStoppedWithNothingSentIsAStop) {
  for (const std::string at : {"positions", "quotes", "account_values"}) {
    TradeWorld world;
    world.broker.on_step = [&](const std::string& what) {
      if (what != at) return;
      world.loop.interrupt();
      world.broker.hang_up();
      world.broker.faults.connect_failures = 1000;
    };
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 130) << at << ": " << result.message;
  }
}

TEST(LiveOrders, WhoseStartWasCutOffAreCarriedOnAndReportedByTheNext) {
  TradeWorld world;
  world.to_rotation();
  die_behind_order(world, 1);
  const ledger::RunResult second = world.trade();
  EXPECT_EQ(second.outcome, ledger::Outcome::kAlreadyDone) << second.message;
  EXPECT_TRUE(says(second, "what an earlier start had planned is done: 3 orders filled")) << second.message;
  EXPECT_TRUE(second.carried_on);
  const ledger::RunResult third = world.trade();
  EXPECT_TRUE(says(third, "this session's rebalance was done before")) << third.message;
  EXPECT_FALSE(third.carried_on);
}

TEST(LiveOrders, OfAStartThatWasCutOffLeaveForLaterWhatTheCashDoesNotPay) {
  TradeWorld world;
  world.to_rotation();
  die_behind_order(world, 1);
  world.broker.cash = world.broker.cash - Money::from_whole(900);
  const ledger::RunResult second = world.trade();
  EXPECT_EQ(second.outcome, ledger::Outcome::kAlreadyDone) << second.message;
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_TRUE(says(second, "what an earlier start had planned was carried on; deferred: SPY")) << second.message;
  EXPECT_TRUE(says(second, "not enough cash for it")) << second.message;
  EXPECT_TRUE(second.carried_on);
}

TEST(LiveOrders, OfAPlanFromBeforeThePriceMovedAreAllThereIs) {
  TradeWorld world;
  world.to_rotation();
  die_behind_order(world, 3);
  world.broker.market.at(Symbol{"IEF"}).mid = Price::from_double(106);
  const ledger::RunResult second = world.trade();
  EXPECT_EQ(second.exit_code, 0) << second.message;
  EXPECT_TRUE(says(second, "what an earlier start had planned is done: 3 orders filled; IEF")) << second.message;
  EXPECT_TRUE(says(second, "the plan of the earlier start has no more orders for it")) << second.message;
}

TEST(LiveOrders, AreFollowedWhereALaterStartGetsNoAnswers) {
  TradeWorld world;
  die_with_a_working_sell(world);
  world.broker.on_step = [&](const std::string& what) {
    if (what == "instrument") world.broker.hang_up();
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(state_of_the_sell(world), OrderState::kCancelled) << result.message;
  EXPECT_TRUE(says(result, "GLD cancelled")) << result.message;
}

TEST(LiveOrders, AreCancelledWhereALaterStartIsRefused) {
  TradeWorld world;
  die_with_a_working_sell(world);
  world.files.files[world.options.halt_file] = "FILE\nlooking into it\n";
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(state_of_the_sell(world), OrderState::kCancelled) << result.message;
  EXPECT_TRUE(says(result, "kill switch") && says(result, "GLD cancelled")) << result.message;
}

TEST(LiveOrders, AreFollowedByAStartBehindTheWindow) {
  TradeWorld world;
  die_with_a_working_sell(world);
  world.at(make_date(2026, 3, 4), 15, 58, 45);
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(is_terminal(state_of_the_sell(world))) << result.message;
}

}  // namespace
}  // namespace bot::run
