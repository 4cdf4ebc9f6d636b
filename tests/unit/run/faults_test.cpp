// Each fault of the broker's side, and what has to come of it: docs/reliability.md 1C, 1D and 2.5.
#include <gtest/gtest.h>

#include <set>

#include "support/trade_world.hpp"
#include "unit/run/described.hpp"

namespace bot::run {
namespace {

using test::described;
using test::Frame;
using test::OrderFault;
using test::TradeWorld;

OrderState state_of(TradeWorld& world, const std::string& symbol, Side side) {
  for (const auto& [key, order] : world.state().orders)
    if (order.symbol == Symbol{symbol} && order.side == side) return order.state;
  return OrderState::kAbandoned;
}

int frames_of(const TradeWorld& world, const std::string& symbol) {
  return static_cast<int>(std::ranges::count_if(
      world.broker.frames, [&](const Frame& frame) { return frame.ticket.symbol == Symbol{symbol}; }));
}

void expect_one_frame_a_key(const TradeWorld& world) {
  std::set<OrderKey> keys;
  for (const Frame& frame : world.broker.frames)
    EXPECT_TRUE(keys.insert(frame.ticket.key).second) << frame.ticket.key.value();
}

// The next session ends with ledger and broker agreeing, nothing open, on target.
void expect_next_session_is_clean(TradeWorld& world) {
  world.broker.faults = {};
  world.to_next_session();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_TRUE(world.state().live_orders().empty());
  std::erase_if(world.broker.held, [](const auto& entry) { return entry.second == Quantity{}; });
  EXPECT_EQ(world.state().managed, world.broker.held);
  expect_one_frame_a_key(world);
}

TEST(Faults, SilenceAfterPlaceIsAnsweredByTheQueries) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kSilent;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(state_of(world, "IEF", Side::kBuy), OrderState::kFilled);
  expect_next_session_is_clean(world);
}

TEST(Faults, ALostOrderIsUnknownNeverSentAgainAndExpires) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kLost;  // the canary: smaller notional
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(frames_of(world, "GLD"), 1);
  EXPECT_EQ(frames_of(world, "IEF"), 0) << "nothing is sent after a missing acknowledgement";
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(state_of(world, "GLD", Side::kBuy), OrderState::kExpired);
  // it was held to its expiry and a minute more, no longer
  EXPECT_LT(world.loop.now(),
            calendar::from_new_york(make_date(2026, 3, 3), std::chrono::hours{16} + std::chrono::minutes{3}));
  expect_next_session_is_clean(world);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
}

TEST(Faults, AfterAnUnreadableMessageAboutOurOrdersNothingMoreIsSent) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kUnreadable;  // the canary: smaller notional
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(state_of(world, "GLD", Side::kBuy), OrderState::kCancelled) << "what was out is brought to its end";
  EXPECT_EQ(frames_of(world, "IEF"), 0);
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_NE(described(result).find("OPEN_ORDER cannot be read"), std::string::npos) << described(result);
  expect_next_session_is_clean(world);
}

TEST(Faults, AFillNobodyReportsIsInferredFromThePositions) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kInvisible;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
  expect_next_session_is_clean(world);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));  // not bought twice
}

TEST(Faults, AnOrderHeldInADialogMeetsItsFence) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kHeld;
  EXPECT_EQ(world.trade().exit_code, 7);
  expect_next_session_is_clean(world);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
}

TEST(Faults, ARejectedOrderIsNotTriedAgainToday) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kReject;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(state_of(world, "GLD", Side::kBuy), OrderState::kRejected);
  EXPECT_EQ(frames_of(world, "IEF"), 1);
  EXPECT_EQ(world.trade().exit_code, 7);
  EXPECT_EQ(frames_of(world, "GLD"), 1);
  expect_next_session_is_clean(world);
}

TEST(Faults, AnErrorTextIsNoEndOfAnOrder) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kSpuriousError;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(state_of(world, "GLD", Side::kBuy), OrderState::kFilled);
  TradeWorld refused;
  refused.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kMessageOnly;
  EXPECT_EQ(refused.trade().exit_code, 7);
  EXPECT_EQ(frames_of(refused, "GLD"), 1);
  EXPECT_EQ(frames_of(refused, "IEF"), 0);
  EXPECT_EQ(state_of(refused, "GLD", Side::kBuy), OrderState::kExpired);  // dead by the clock, not by the text
  expect_next_session_is_clean(refused);
}

TEST(Faults, APartialFillIsCancelledInTimeAndReported) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kPartial;
  const UtcTime start = world.loop.now();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.outcome, ledger::Outcome::kResidual) << described(result);
  EXPECT_EQ(state_of(world, "IEF", Side::kBuy), OrderState::kCancelled);
  EXPECT_LT(world.loop.now() - start, std::chrono::seconds{120});
  expect_next_session_is_clean(world);
}

TEST(Faults, AConnectionDroppedBehindAnOrderIsMadeAnewAndTheRunGoesOn) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kDisconnectAfter;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(state_of(world, "GLD", Side::kBuy), OrderState::kFilled) << described(result);
  EXPECT_EQ(frames_of(world, "GLD"), 1);
  EXPECT_EQ(frames_of(world, "IEF"), 1);
  expect_next_session_is_clean(world);
}

TEST(Faults, ABlindBrokerGetsNoBuys) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  world.broker.faults.executions_empty = true;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(frames_of(world, "SPY"), 0);
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  expect_next_session_is_clean(world);
}

TEST(Faults, AFailedQueryIsNotAnEmptyOne) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.5}});
  int sells = 0;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "placed" && ++sells == 2) world.broker.faults.executions_fail = true;
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(frames_of(world, "SPY"), 0);
}

TEST(Faults, StalePositionsAfterTheSellsGetNoBuys) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  bool once = false;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "place" && !once) {
      once = true;
      world.broker.go_stale();
    }
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_NE(described(result).find("[reconcile]"), std::string::npos) << described(result);
  EXPECT_EQ(frames_of(world, "SPY"), 0);
  world.broker.on_step = {};
  expect_next_session_is_clean(world);
}

TEST(Faults, ASellThatNeverFillsGetsNoBuysPaidByIt) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.9}});
  world.broker.faults.orders = {{Symbol{"GLD"}, OrderFault::kNeverFills}, {Symbol{"IEF"}, OrderFault::kNeverFills}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_GE(world.broker.cash, Money{});
}

TEST(Faults, ASellThatCannotBeEndedGetsNoBuyBesideIt) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.6}, {"IEF", 0.2}});
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kDeafToCancel;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(frames_of(world, "SPY"), 0);
  EXPECT_TRUE(world.state().live_orders().empty());
  const ledger::LedgerState state = world.state();
  const auto buy =
      std::ranges::find_if(state.orders, [](const auto& one) { return one.second.symbol == Symbol{"SPY"}; });
  ASSERT_NE(buy, state.orders.end());
  EXPECT_EQ(buy->second.reason, "the sells did not come to their end in time: no buy is sent");
  expect_next_session_is_clean(world);
}

TEST(Faults, AnOwnerWhoTradesDuringTheRunStopsTheBuys) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.6}, {"IEF", 0.2}});
  bool once = false;
  world.broker.on_step = [&](const std::string& what) {
    if (what != "placed" || std::exchange(once, true)) return;
    world.broker.held[Symbol{"QQQ"}] += Quantity::from_raw(100'000'000);
    world.broker.cash -= Money::from_whole(42);
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(frames_of(world, "SPY"), 0);
}

TEST(Faults, TheKillFileIsLookedAtRightBeforeTheFrame) {
  TradeWorld world;
  world.disk.on_step = [&](const std::string& what) {
    if (what == "appended" && std::holds_alternative<orders::OrderSending>(world.disk.events.back().body))
      world.files.files["state/HALT"] = "by Ann";
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_TRUE(world.broker.frames.empty());
  world.disk.on_step = {};
  world.files.files.clear();
  expect_next_session_is_clean(world);
}

TEST(Faults, NoAnswerToTheProbeMeansNoOrder) {
  TradeWorld world;
  int plans = 0;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "what_if" && ++plans == 1) world.broker.faults.no_time = true;
  };
  const ledger::RunResult result = world.trade();
  EXPECT_TRUE(world.broker.frames.empty());
  EXPECT_EQ(result.exit_code, 7) << described(result);
}

TEST(Faults, RepeatedAndReorderedMessagesCountOnce) {
  TradeWorld world;
  world.broker.faults.repeat_messages = true;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(world.state().managed, world.broker.held);
  expect_next_session_is_clean(world);
}

TEST(Faults, MissingExecutionMessagesAreAskedFor) {
  TradeWorld world;
  world.broker.faults.no_execution_messages = true;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(world.state().managed, world.broker.held);
}

TEST(Faults, AnOverfillHaltsUntilResumedByName) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kOverfill;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kHalted) << described(result);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(frames_of(world, "IEF"), 0);
  ASSERT_TRUE(world.state().halt);
  world.broker.faults = {};
  world.to_next_session();
  EXPECT_EQ(world.trade().exit_code, 6);
  {
    test::MemoryLedger ledger(world.disk);
    EXPECT_FALSE(ledger::resume(ledger, "H1", "Ann", world.loop.now()));
    ASSERT_TRUE(ledger::resume(ledger, ledger.state().halt->id, "Ann", world.loop.now()));
  }
  EXPECT_EQ(world.trade().exit_code, 0);
}

TEST(Faults, ARunThatHaltsWhileSendingHasItsEndInTheLedger) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kOverfill;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kHalted) << described(result);
  const ledger::LedgerState ended = world.state();
  EXPECT_FALSE(ended.open_run) << "as if it had been killed";
  ASSERT_TRUE(ended.last_run);
  EXPECT_EQ(ended.last_run->outcome, ledger::Outcome::kHalted);
  EXPECT_TRUE(ended.sessions.at(*result.session).ended);
  ASSERT_TRUE(ended.halt);
  // An end is no permission: a later start of the session sends nothing, and it ended as it did.
  const std::size_t frames = world.broker.frames.size();
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kHalted);
  EXPECT_EQ(world.broker.frames.size(), frames);
  EXPECT_EQ(world.state().halt, ended.halt);
  EXPECT_EQ(world.state().last_run, ended.last_run);
}

// A latch that is not on the disk does not keep later runs from trading: nothing behind it is recorded either, and the
// run does not say that it left one.
TEST(Faults, AHaltThatCouldNotBeWrittenEndsAsTheLedgersFailure) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kOverfill;
  bool is_refused = false;
  world.disk.on_step = [&](const std::string& what) {
    if (what != "append" || world.disk.events.empty()) return;
    const bool is_filled = std::holds_alternative<orders::CommissionBooked>(world.disk.events.back().body);
    world.disk.full = is_filled && !std::exchange(is_refused, is_filled);
  };
  const ledger::RunResult result = world.trade();
  EXPECT_TRUE(is_refused);
  EXPECT_EQ(result.outcome, ledger::Outcome::kFailed) << described(result);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(frames_of(world, "IEF"), 0);
  EXPECT_FALSE(world.state().halt);
  EXPECT_TRUE(world.state().open_run);
}

TEST(Faults, AKeyTheLedgerDoesNotKnowHalts) {
  TradeWorld world;
  world.trade();
  const std::size_t frames = world.broker.frames.size();
  world.disk.events.clear();  // an older copy was put back
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kHalted) << described(result);
  ASSERT_TRUE(world.state().halt);
  EXPECT_EQ(world.state().halt->reason, ledger::HaltReason::kLedgerBehind);
  EXPECT_EQ(world.broker.frames.size(), frames);
}

TEST(Faults, AForeignOrderInAManagedSymbolStopsTheRun) {
  TradeWorld world;
  world.broker.foreign_orders.push_back({.order_id = ClientOrderId{0},
                                         .perm_id = PermId{77},
                                         .client_id = 0,
                                         .account = AccountId{"DU0000001"},
                                         .symbol = Symbol{"SPY"},
                                         .side = Side::kBuy,
                                         .quantity = Quantity::from_whole(1),
                                         .status = BrokerOrderStatus::kSubmitted});
  EXPECT_EQ(world.trade().exit_code, 7);
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(Faults, OrderNumbersNeverGoBack) {
  TradeWorld world;
  world.trade();
  world.broker.faults.next_id_rolls_back = true;
  world.to_next_session();
  world.want({{"SPY", 0.5}});
  world.trade();
  std::int64_t last = 0;
  for (const Frame& frame : world.broker.frames) {
    EXPECT_GT(frame.order_id.value(), last);
    last = frame.order_id.value();
  }
  EXPECT_GT(world.broker.frames.size(), 2U);
}

// The broker's text about shares to sell short is a sentence of its own.
TEST(Faults, WhatAHaltSaysEndsWithOneFullStop) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kReject;
  world.broker.faults.rejection_code = 404;
  world.broker.refusal_text = "Order held while securities are located.";
  const ledger::RunResult halted = world.trade();
  ASSERT_EQ(halted.outcome, ledger::Outcome::kHalted) << described(halted);
  EXPECT_NE(halted.message.find("located. `bot resume"), std::string::npos) << halted.message;
  const ledger::RunResult again = world.trade();
  EXPECT_NE(again.message.find("located. `bot resume"), std::string::npos) << again.message;
}

TEST(Faults, AFullDiskSendsNothing) {
  TradeWorld world;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "what_if") world.disk.full = true;
  };
  const ledger::RunResult result = world.trade();
  EXPECT_TRUE(world.broker.frames.empty());
  EXPECT_EQ(result.outcome, ledger::Outcome::kFailed) << described(result);
}

// The stop deadline is also that of connecting again, and past it a gateway that does not answer costs a moment a
// question.
TEST(Faults, AnInterruptionEndsSoonWhereTheGatewayIsGoneOrMute) {
  for (const bool is_mute : {false, true}) {
    for (const bool scheduled : {false, true}) {
      TradeWorld world;
      world.options.scheduled = scheduled;
      world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
      UtcTime interrupted{};
      world.broker.on_step = [&](const std::string& what) {
        if (what == "placed") {
          world.loop.interrupt();
          interrupted = world.loop.now();
          if (!is_mute) world.broker.hang_up();
        }
        world.broker.faults.connect_failures = interrupted == UtcTime{} || is_mute ? 0 : 1;
        world.broker.faults.mute = is_mute && interrupted != UtcTime{};
      };
      const ledger::RunResult result = world.trade();
      EXPECT_EQ(result.exit_code, 7) << described(result);
      EXPECT_LE(world.loop.now() - interrupted, std::chrono::seconds{60}) << is_mute << scheduled;
    }
  }
}

TEST(Faults, AnInterruptionCancelsAndEndsWithinTwentySeconds) {
  TradeWorld world;
  world.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kNeverFills;
  UtcTime interrupted{};
  world.broker.on_step = [&](const std::string& what) {
    if (what != "placed") return;
    world.loop.interrupt();
    interrupted = world.loop.now();
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << described(result);
  EXPECT_EQ(world.broker.frames.size(), 1U);
  EXPECT_LE(world.loop.now() - interrupted, std::chrono::seconds{20});
  EXPECT_EQ(state_of(world, "GLD", Side::kBuy), OrderState::kCancelled);
  // One whose end nobody tells is left after twenty seconds, without another question.
  TradeWorld deaf;
  deaf.broker.faults.orders[Symbol{"GLD"}] = OrderFault::kDeafToCancel;
  std::optional<UtcTime> asked;
  deaf.broker.on_step = [&](const std::string& what) {
    if (what == "executions") asked = deaf.loop.now();
    if (what != "placed") return;
    deaf.loop.interrupt();
    interrupted = deaf.loop.now();
  };
  EXPECT_EQ(deaf.trade().exit_code, 7);
  ASSERT_TRUE(asked);
  EXPECT_LT(*asked - interrupted, std::chrono::seconds{20});
  TradeWorld before;
  before.broker.on_step = [&](const std::string& what) {
    if (what == "instrument") before.loop.interrupt();
  };
  EXPECT_EQ(before.trade().exit_code, 130);
  EXPECT_TRUE(before.broker.frames.empty());
}

TEST(Faults, ALateStartTradesOnlyWhileOrdersMayLeave) {
  TradeWorld world;
  world.at(make_date(2026, 3, 3), 15, 58, 25);
  world.trade();
  for (const Frame& frame : world.broker.frames)
    EXPECT_LE(frame.at,
              calendar::from_new_york(make_date(2026, 3, 3), std::chrono::hours{15} + std::chrono::minutes{59}));
  expect_next_session_is_clean(world);
}

TEST(Faults, ACorrectionReplacesItsExecution) {
  TradeWorld world;
  world.trade();
  world.broker.correct_last_fill("IEF", 59);
  const ledger::RunResult corrected = world.trade();
  EXPECT_EQ(corrected.exit_code, 7) << described(corrected);  // somebody should look: the status said 60
  EXPECT_EQ(world.state().managed, world.broker.held);
  expect_next_session_is_clean(world);
}

}  // namespace
}  // namespace bot::run
