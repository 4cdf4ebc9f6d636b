// What a run says of itself is what its positions are against their targets, and not that nothing failed.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/trade_world.hpp"
#include "unit/run/described.hpp"
#include "unit/run/symbols.hpp"

namespace bot::run {
namespace {

using test::kGld;
using test::kIef;
using test::says;
using test::TradeWorld;

// QQQ and SPY, bought and settled, are to become GLD and IEF.
void hold_two_and_want_others(TradeWorld& world) {
  world.want({{"QQQ", 0.45}, {"SPY", 0.45}});
  const ledger::RunResult bought = world.trade();
  ASSERT_EQ(bought.exit_code, 0) << bought.message;
  for (int session = 0; session < 2; ++session) world.to_next_session();
  world.want({{"GLD", 0.3}, {"IEF", 0.6}});
}

TEST(OffTarget, WithoutAnyQuoteNothingIsInsideTheBandAndTheSessionStaysFree) {
  TradeWorld world;
  for (auto& [symbol, line] : world.broker.market) line.has_bid = false;
  const ledger::RunResult blind = world.trade();
  EXPECT_EQ(blind.exit_code, 7) << blind.message;
  EXPECT_EQ(blind.outcome, ledger::Outcome::kResidual);
  EXPECT_TRUE(says(blind, "GLD 0.0 % for 28.5 %") && says(blind, "IEF 0.0 % for 57.0 %")) << blind.message;
  EXPECT_FALSE(blind.within_band);
  EXPECT_TRUE(world.broker.frames.empty());
  for (auto& [symbol, line] : world.broker.market) line.has_bid = true;
  const ledger::RunResult seeing = world.trade();
  EXPECT_EQ(seeing.outcome, ledger::Outcome::kDone) << seeing.message;
  EXPECT_TRUE(seeing.within_band);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
}

TEST(OffTarget, OneSymbolWithoutAQuoteCostsItselfAndIsNamed) {
  TradeWorld world;
  world.broker.market.at(kGld).has_bid = false;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "off target: GLD 0.0 % for 28.5 %")) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60));
}

TEST(OffTarget, ABidThatIsAwayForAMomentIsWaitedFor) {
  for (const int times : {2, 3, 4}) {
    TradeWorld world;
    world.broker.market.at(kGld).has_bid = false;
    int asked = 0;
    world.broker.on_step = [&](const std::string& what) {
      if (what == "quotes" && ++asked == times) world.broker.market.at(kGld).has_bid = true;
    };
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
    EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15)) << times;
  }
}

// 1.7 SPY are wanted and one is bought: no order comes nearer, so the week's rebalance is over.
TEST(OffTarget, WhereNoOrderComesNearerTheRebalanceIsOver) {
  TradeWorld world;
  world.options.schedule.frequency = schedule::Frequency::kWeekly;
  while (!world.calendar.is_last_of_week(calendar::to_new_york(world.loop.now()).date)) world.to_next_session();
  world.broker.cash = Money::from_whole(1'000);
  world.want({{"SPY", 0.9}});
  const ledger::RunResult friday = world.trade();
  EXPECT_EQ(friday.outcome, ledger::Outcome::kDone) << friday.message;
  EXPECT_EQ(world.broker.shares("SPY"), Quantity::from_whole(1)) << friday.message;
  EXPECT_FALSE(friday.within_band);
  EXPECT_TRUE(
      says(friday,
           "as near to the targets as shares come: SPY 51.0 % for 85.5 %: one share more would make it 102.0 %, "
           "above what its weight or the cash allows; 1 order filled"))
      << friday.message;
  world.to_next_session();
  const ledger::RunResult monday = world.trade();
  EXPECT_EQ(monday.outcome, ledger::Outcome::kNotScheduled) << monday.message;
}

// Of $6,200, four SPY are 32.9 %, and five 41.1 % for 36.1 %.
TEST(OffTarget, WholeSharesBeyondTheBandAreNamedWithTheOtherSide) {
  TradeWorld world;
  world.broker.cash = Money::from_whole(6'200);
  world.want({{"SPY", 0.38}});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_FALSE(result.within_band);
  EXPECT_EQ(world.broker.shares("SPY"), Quantity::from_whole(4));
  EXPECT_TRUE(says(result, "SPY 32.9 % for 36.1 %: with one share more it would be 41.1 %; 1 order filled"))
      << result.message;
}

// Without the gateway's bar of today the quote is today's bar; a quote that lacks a part of it is none.
TEST(OffTarget, TodaysBarComesFromAWholeQuoteAlone) {
  for (const bool has_high : {true, false}) {
    TradeWorld world;
    world.broker.market.at(kGld).bars.pop_back();
    world.broker.market.at(kGld).has_high = has_high;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(has_high ? 15 : 0)) << result.message;
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << result.message;
    EXPECT_EQ(says(result, "GLD 0.0 % for 28.5 %: data: no bar of today from the broker"), !has_high) << result.message;
  }
}

TEST(OffTarget, OneCacheThatMayNotBeUsedCostsItsSymbolAlone) {
  TradeWorld world;
  BarSeries stored{.symbol = kGld, .bars = world.broker.market.at(kGld).bars};
  stored.origin.identity = {.kind = SourceKind::kService, .detail = "another"};
  world.store.files[kGld] = stored;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "off target: GLD 0.0 % for 28.5 %")) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << result.message;
}

TEST(OffTarget, QuotesLostAfterTheSellsAreNoRebalance) {
  TradeWorld world;
  ASSERT_NO_FATAL_FAILURE(hold_two_and_want_others(world));
  const std::size_t before = world.broker.frames.size();
  world.broker.on_step = [&](const std::string&) {
    if (world.broker.frames.size() > before)
      for (auto& [symbol, line] : world.broker.market) line.has_bid = false;
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("QQQ"), Quantity{});
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "off target: GLD") && says(result, "IEF")) << result.message;
}

TEST(OffTarget, AFixedWeightWhoseDataFailedIsMissing) {
  TradeWorld world;
  world.broker.market.at(kGld).quoted = false;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "off target: GLD 0.0 % for 28.5 %")) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60));
}

// SPY's bid does not come, or is gone after the sell, and the gateway takes eleven seconds to say so: the others are
// traded.
TEST(OffTarget, TheWaitForABidCostsTheOthersNothing) {
  for (const bool is_gone_after_the_sell : {false, true}) {
    TradeWorld world;
    world.want({{"QQQ", 0.45}, {"GLD", 0.45}});
    ASSERT_EQ(world.trade().exit_code, 0);
    for (int session = 0; session < 2; ++session) world.to_next_session();
    world.want({{"SPY", 0.45}, {"IEF", 0.45}});
    world.broker.faults.one_sided_takes = std::chrono::seconds{11};
    bool has_sold = false;
    world.broker.on_step = [&](const std::string& what) {
      has_sold = has_sold || what == "placed";
      world.broker.market.at(Symbol{"SPY"}).has_bid = is_gone_after_the_sell && !has_sold;
    };
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(world.broker.shares("QQQ"), Quantity{}) << result.message;
    EXPECT_GT(world.broker.shares("IEF"), Quantity{}) << result.message;
    EXPECT_EQ(world.broker.shares("SPY"), Quantity{});
    EXPECT_EQ(result.exit_code, 7) << result.message;
    EXPECT_LE(world.loop.now() - result.started, std::chrono::seconds{90});
  }
}

// The next session makes up for what the account may not buy today, and says so as long as it may not.
TEST(OffTarget, AGivenWeightThatIsRefusedIsWantedForTheRestOfTheWeek) {
  TradeWorld world;
  world.options.schedule.frequency = schedule::Frequency::kWeekly;
  while (!world.calendar.is_last_of_week(calendar::to_new_york(world.loop.now()).date)) world.to_next_session();
  world.broker.faults.what_if_refusals = {{kGld, 201}};
  EXPECT_EQ(world.trade().exit_code, 7);
  world.to_next_session();
  const ledger::RunResult still = world.trade();
  EXPECT_EQ(still.exit_code, 7) << still.message;
  EXPECT_TRUE(says(still, "off target: GLD 0.0 % for 28.5 %")) << still.message;
  world.broker.faults.what_if_refusals.clear();
  world.to_next_session();
  EXPECT_EQ(world.trade().exit_code, 0);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
}

TEST(OffTarget, AFixedWeightThatTheAccountMayNotBuyIsMissing) {
  TradeWorld world;
  world.broker.faults.what_if_refusals = {{kGld, 201}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "off target: GLD 0.0 % for 28.5 %: this account may not buy GLD")) << result.message;
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << "what is permitted is bought";
}

TEST(OffTarget, AHoldingWhoseDataFailedHasNoTargetThatAnybodyDecided) {
  TradeWorld world;
  ASSERT_NO_FATAL_FAILURE(hold_two_and_want_others(world));
  world.broker.market.at(Symbol{"QQQ"}).quoted = false;
  const Quantity held = world.broker.shares("QQQ");
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(world.broker.shares("QQQ"), held);
  EXPECT_TRUE(says(result, "%, left as it is: ")) << result.message;
  EXPECT_FALSE(says(result, "for 0.0 %")) << result.message;
}

TEST(OffTarget, NothingIsSoldForPurchasesThatNobodyPermits) {
  TradeWorld world;
  ASSERT_NO_FATAL_FAILURE(hold_two_and_want_others(world));
  world.broker.faults.what_ifs_unanswered = {kGld, kIef};
  const std::size_t before = world.broker.frames.size();
  const ledger::RunResult silent = world.trade();
  EXPECT_EQ(silent.exit_code, 7) << silent.message;
  EXPECT_EQ(world.broker.frames.size(), before) << silent.message;
  // One that answers is bought, and paid for.
  world.broker.faults.what_ifs_unanswered = {kGld};
  const ledger::RunResult one = world.trade();
  EXPECT_EQ(one.exit_code, 7) << one.message;
  EXPECT_GT(world.broker.shares("IEF"), Quantity{}) << one.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
}

TEST(OffTarget, AnUnansweredPermissionKeepsTheTargetAndIsAFailure) {
  TradeWorld world;
  world.broker.faults.what_ifs_unanswered = {kGld, kIef};
  const ledger::RunResult silent = world.trade();
  EXPECT_EQ(silent.exit_code, 7) << silent.message;
  EXPECT_TRUE(says(silent, "permission to buy GLD could not be proven")) << silent.message;
  EXPECT_EQ(silent.targets.size(), 2U);
  EXPECT_TRUE(world.broker.frames.empty());
  world.broker.faults.what_ifs_unanswered.clear();
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kDone) << "the session was left free";
}

TEST(OffTarget, AnAccountThatMayBuyNothingOfItHasFailed) {
  TradeWorld world;
  world.broker.faults.what_if_refusals = {{kGld, 201}, {kIef, 201}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "may buy none")) << result.message;
  EXPECT_TRUE(world.broker.frames.empty());
}

TEST(OffTarget, SharesThatAreLockedAreDeferredWithTheirDate) {
  TradeWorld world;
  world.broker.grants = true;
  world.want({{"QQQ", 0.45}, {"SPY", 0.45}});
  {
    const ledger::RunResult bought = world.trade();
    ASSERT_EQ(bought.exit_code, 0) << bought.message;
  }
  world.to_next_session();
  world.to_next_session();
  world.want({{"GLD", 0.45}});
  {
    const ledger::RunResult bought = world.trade();
    ASSERT_EQ(bought.exit_code, 0) << bought.message;
  }  // bought with what QQQ brought, not settled yet
  ASSERT_GT(world.broker.shares("GLD"), Quantity{});
  world.to_next_session();
  world.want({{"IEF", 0.45}});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_EQ(result.outcome, ledger::Outcome::kResidual) << result.message;
  EXPECT_TRUE(says(result, "GLD locked until")) << result.message;
  ASSERT_FALSE(result.deferred.empty());
  EXPECT_EQ(result.deferred.front().symbol, kGld);
  EXPECT_TRUE(result.deferred.front().until);
}

// It was sent whole and did not fill: cash had nothing to do with it.
TEST(OffTarget, AnOrderThatDidNotFillIsNotForWantOfCash) {
  for (const auto fault : {test::OrderFault::kNeverFills, test::OrderFault::kReject, test::OrderFault::kPartial}) {
    TradeWorld world;
    world.broker.faults.orders[kIef] = fault;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.exit_code, 7) << result.message;
    EXPECT_TRUE(says(result, "1 order not or only partly filled")) << result.message;
    EXPECT_TRUE(result.deferred.empty()) << result.deferred.front().why;
  }
}

// Something about GLD changes between the plan and its order: there was cash enough.
TEST(OffTarget, AnOrderThatARuleRefusedWhenSendingIsNotForWantOfCash) {
  TradeWorld world;
  hold_two_and_want_others(world);
  const std::size_t before = world.broker.frames.size();
  world.broker.on_step = [&, is_changed = false](const std::string& what) mutable {
    if (what != "quotes" || is_changed || world.broker.frames.size() == before) return;
    is_changed = true;
    for (Bar& bar : world.broker.market.at(kGld).bars) bar.close *= 1.01;
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(59)) << result.message;
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "GLD 0.0 % for 28.5 %: R09: GLD: our close 180 is -0.99 %")) << result.message;
  EXPECT_TRUE(result.deferred.empty()) << result.deferred.front().why;
}

TEST(OffTarget, SharesThatTheBrokerTookBackWereNotFilled) {
  TradeWorld world;
  world.broker.on_step = [&, is_bust = false](const std::string& what) mutable {
    if (is_bust || what != "positions" || world.broker.shares("IEF") == Quantity{}) return;
    is_bust = true;
    world.broker.correct_last_fill("IEF", 0);
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("IEF"), Quantity{});
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "1 order not or only partly filled")) << result.message;
  const auto line = std::ranges::find(result.orders, kIef, &ledger::OrderLine::symbol);
  ASSERT_NE(line, result.orders.end());
  EXPECT_EQ(line->state, OrderState::kCancelled);
  EXPECT_EQ(line->filled, Quantity{});
  EXPECT_EQ(line->known_slippage_bps(), std::nullopt);
}

TEST(OffTarget, ASecondStartClaimsNoCauseItDoesNotKnow) {
  TradeWorld world;
  world.broker.market.at(kGld).has_bid = false;
  ASSERT_EQ(world.trade().exit_code, 7);
  world.broker.market.at(kGld).has_bid = true;
  const ledger::RunResult second = world.trade();
  EXPECT_EQ(second.outcome, ledger::Outcome::kAlreadyDone) << second.message;
  EXPECT_EQ(second.exit_code, 0) << second.message;
  EXPECT_TRUE(second.deferred.empty());
  EXPECT_FALSE(second.within_band);
}

TEST(OffTarget, SellsThatTookUntilNoBuyMayBeginHaveFailedIt) {
  TradeWorld world;
  world.want({{"QQQ", 0.45}, {"SPY", 0.45}});
  ASSERT_EQ(world.trade().exit_code, 0);
  for (int session = 0; session < 2; ++session) world.to_next_session();
  world.want({{"GLD", 0.45}});
  const std::size_t before = world.broker.frames.size();
  const Date today = calendar::to_new_york(world.loop.now()).date;
  bool is_late = false;
  world.broker.on_step = [&](const std::string& what) {
    if (world.broker.frames.size() < before + 2 || is_late || what != "positions") return;
    is_late = true;
    world.at(today, 15, 58, 40);
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_TRUE(says(result, "GLD 0.0 % for 42.8 %: the time for buys was over")) << result.message;
}

TEST(OffTarget, AConnectionLostAtTheBarsIsMadeAnewAndTheDecisionIsOfAllSymbols) {
  TradeWorld world;
  world.broker.faults.hang_ups_at_bars = 1;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
  EXPECT_EQ(result.targets.size(), 2U);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
}

TEST(OffTarget, ABuyThatWasFilledWholeIsNotShortOfCashForALaterStart) {
  TradeWorld world;
  world.trade();
  world.broker.market.at(kIef).mid = Price::from_whole(85);
  const ledger::RunResult later = world.trade();
  EXPECT_EQ(later.outcome, ledger::Outcome::kAlreadyDone) << later.message;
  EXPECT_LT(later.positions.at(kIef).weight.value(), 0.545) << "beyond the band";
  EXPECT_TRUE(later.deferred.empty()) << later.deferred.front().why;
}

TEST(OffTarget, AUniverseThinnedByTheConnectionIsNoDecision) {
  TradeWorld world;
  world.broker.faults.hang_ups_at_bars = 1000;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 5) << result.message;
  EXPECT_TRUE(world.broker.frames.empty());
  world.broker.faults.hang_ups_at_bars = 0;
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kDone) << "the session was left free";
}

TEST(OffTarget, AQuoteThatNoOrderWouldGoAtMovesNothing) {
  TradeWorld world;
  world.broker.on_step = [&, placed = 0](const std::string& what) mutable {
    if (what == "placed" && ++placed == 2) world.broker.market.at(kIef).mid = Price::from_whole(9);
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
  EXPECT_NEAR(*result.positions.at(kIef).weight, 0.57, 0.01);
}

// Compared with the account of before the orders, everything was where it belonged.
TEST(OffTarget, WhatHasMovedSinceThePlanIsNotCalledRebalanced) {
  for (const bool by_money : {true, false}) {
    TradeWorld world;
    world.broker.on_step = [&, placed = 0](const std::string& what) mutable {
      if (what != "placed" || ++placed != 2) return;
      if (by_money)
        world.broker.cash -= Money::from_whole(6'000);
      else
        world.broker.market.at(kIef).mid = Price::from_whole(85);
    };
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kResidual) << result.message;
    EXPECT_EQ(result.exit_code, by_money ? 7 : 0) << "a later session does it by itself, but for a debt";
    EXPECT_TRUE(test::says(result, "IEF")) << result.message;
    EXPECT_TRUE(test::says(result, "has moved since the orders were planned")) << result.message;
    EXPECT_EQ(test::says(result, "the account's cash is -$4,40"), by_money) << result.message;
  }
}

}  // namespace
}  // namespace bot::run
