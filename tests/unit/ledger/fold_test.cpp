// What single events leave of the state: that which they are about, and nothing beside it.
#include <gtest/gtest.h>

#include "ledger/checkpoint.hpp"
#include "ledger/state.hpp"
#include "unit/ledger/spy.hpp"

namespace bot::ledger {
namespace {

using test::kBuySpy;
using test::kDay;
using test::kSellSpy;
using test::kSpy;

const Date kNextDay = make_date(2026, 3, 4);

Quantity shares(double count) { return Quantity::from_double(count); }

struct Folded {
  LedgerState state;
  UtcTime now{};

  void take(EventBody body, const RunId& run = RunId{"r"}) {
    apply(state, {.at = now, .run = run, .body = std::move(body)});
  }
  void plan(const OrderKey& key, Side side, double quantity, double limit, Date session = kDay) {
    PlanWritten written;
    written.session = session;
    Intent intent;
    intent.key = key;
    intent.symbol = kSpy;
    intent.side = side;
    intent.quantity = shares(quantity);
    intent.limit = Price::from_double(limit);
    written.intents = {intent};
    take(written);
    take(orders::OrderSending{
        .key = key, .order_id = ClientOrderId{1}, .quantity = intent.quantity, .limit = intent.limit, .expires = {}});
  }
  void fill(const OrderKey& key, const std::string& id, double quantity, double price, Date session = kDay) {
    Execution execution;
    execution.exec_id = ExecId{id};
    execution.key = key;
    execution.quantity = shares(quantity);
    execution.price = Price::from_double(price);
    take(orders::FillBooked{.execution = execution, .session = session, .settles = session + std::chrono::days{1}});
  }
  void accept(double shown, AcceptAs as, double keep = 0) {
    take(PositionsAccepted{
        .entries = {{.symbol = kSpy, .broker_quantity = shares(shown), .as = as, .configured_keep = shares(keep)}},
        .explanation = "",
        .by = "Ann"});
  }
  void nav(Date session, int equity) {
    take(NavRecorded{.session = session,
                     .net_liquidation = Money::from_whole(equity),
                     .cash = Money::from_whole(equity),
                     .cash_anchor = Money::from_whole(equity),
                     .positions = {},
                     .outside = std::nullopt});
  }
  void end(Date session, Outcome outcome) {
    RunEnded ended;
    ended.result.session = session;
    ended.result.outcome = outcome;
    take(ended);
  }
  [[nodiscard]] const orders::OrderRecord& order(const OrderKey& key) const { return state.orders.at(key); }
};

TEST(Fold, TheFirstHaltStandsTillItIsResumedByItsOwnId) {
  Folded folded;
  folded.now = UtcTime{Duration{1000}};
  folded.take(Halted{.id = "H1", .reason = HaltReason::kShortPosition, .why = "short"});
  folded.now = UtcTime{Duration{2000}};
  folded.take(Halted{.id = "H2", .reason = HaltReason::kOperator, .why = "again"});
  const HaltLatch first{
      .id = "H1", .reason = HaltReason::kShortPosition, .why = "short", .at = UtcTime{Duration{1000}}};
  EXPECT_EQ(folded.state.halt, first);
  folded.take(Resumed{.id = "H2", .by = "Ann"});
  EXPECT_EQ(folded.state.halt, first);
  folded.take(Resumed{.id = "H1", .by = "Ann"});
  EXPECT_FALSE(folded.state.halt);
  EXPECT_EQ(folded.state.resumed_at, UtcTime{Duration{2000}});
  folded.take(Resumed{.id = "H1", .by = "Ann"});
  EXPECT_FALSE(folded.state.halt);
}

TEST(Fold, SettledCashIsTheRuleThroughItsLastDay) {
  Folded folded;
  folded.state.proceeds_withheld = 3;
  EXPECT_FALSE(folded.state.buys_with_settled_cash_only(kDay));
  folded.take(CashUpFront{.session = kDay, .until = make_date(2026, 6, 1), .why = "withheld"});
  EXPECT_TRUE(folded.state.buys_with_settled_cash_only(kDay));
  EXPECT_TRUE(folded.state.buys_with_settled_cash_only(make_date(2026, 6, 1)));
  EXPECT_FALSE(folded.state.buys_with_settled_cash_only(make_date(2026, 6, 2)));
  EXPECT_EQ(folded.state.proceeds_withheld, 0);
}

TEST(Fold, RunsWhoseProceedsAreWithheldAreCountedTillOneIsGranted) {
  Folded folded;
  const auto settle = [&](int day, std::optional<bool> granted) {
    BuysSettled settled;
    settled.session = kDay + std::chrono::days{day};
    settled.proceeds_granted = granted;
    folded.take(settled);
    return folded.state.proceeds_withheld;
  };
  EXPECT_EQ(settle(0, false), 1);
  EXPECT_EQ(settle(1, std::nullopt), 1);
  EXPECT_EQ(settle(2, false), 2);
  EXPECT_EQ(settle(3, true), 0);
  EXPECT_EQ(settle(4, false), 1);
}

TEST(Fold, EquityHasOnePointASession) {
  Folded folded;
  const auto deposit = [&](int amount) {
    folded.take(CashMovement{
        .amount = Money::from_whole(amount), .session = kDay, .explanation = "deposit", .is_owners_trade = false});
  };
  folded.nav(kDay, 10'000);
  deposit(500);
  folded.nav(kDay, 10'500);
  deposit(200);
  folded.nav(kDay, 10'700);
  ASSERT_EQ(folded.state.navs.size(), 1U);
  EXPECT_EQ(folded.state.navs.front().session, kDay);
  EXPECT_EQ(folded.state.navs.front().equity, Money::from_whole(10'700));
  EXPECT_EQ(folded.state.navs.front().deposits, Money::from_whole(700));
  EXPECT_FALSE(folded.state.navs.front().unmeasured);
  folded.accept(5, AcceptAs::kManaged);
  folded.nav(kNextDay, 10'800);
  folded.nav(kNextDay, 10'900);
  ASSERT_EQ(folded.state.navs.size(), 2U);
  EXPECT_EQ(folded.state.navs.back(),
            (NavPoint{.session = kNextDay, .equity = Money::from_whole(10'900), .deposits = {}, .unmeasured = true}));
  EXPECT_EQ(folded.state.expected_cash(), Money::from_whole(10'900));
  EXPECT_EQ(folded.state.flows_since_nav, Money{});
  folded.nav(make_date(2026, 3, 5), 10'900);
  EXPECT_FALSE(folded.state.navs.back().unmeasured) << "taken over before that";
}

// From kMaxIncomeShare of the equity on it is a deposit or a withdrawal.
TEST(Fold, ASmallMovementIsIncomeAndALargeOneADeposit) {
  Folded folded;
  folded.nav(kDay, 10'000);
  const auto deposits_after = [&](double amount) {
    folded.take(CashMovement{
        .amount = Money::from_double(amount), .session = kDay, .explanation = "", .is_owners_trade = false});
    return folded.state.deposits_since_nav;
  };
  EXPECT_EQ(deposits_after(99.99), Money{});
  EXPECT_EQ(deposits_after(100), Money::from_whole(100));
  EXPECT_EQ(deposits_after(-99.99), Money::from_whole(100));
  EXPECT_EQ(deposits_after(-100), Money{});
  EXPECT_EQ(folded.state.flows_since_nav, Money{});
  EXPECT_EQ(folded.state.cash_since_nav, Money{});
}

TEST(Fold, AnAnchorThatIsNotTheCashIsWhatIsExpected) {
  Folded folded;
  folded.take(NavRecorded{.session = kDay,
                          .net_liquidation = Money::from_whole(10'000),
                          .cash = Money::from_whole(9'000),
                          .cash_anchor = Money::from_whole(8'200),
                          .positions = {},
                          .outside = std::nullopt});
  EXPECT_EQ(folded.state.expected_cash(), Money::from_whole(8'200));
}

TEST(Fold, EvidenceNeverTakesBackWhatIsKnown) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 10, 510);
  orders::OrderEvidence evidence;
  evidence.key = kBuySpy;
  evidence.perm_id = PermId{77};
  evidence.filled = shares(4);
  evidence.text = "working";
  evidence.refusal_code = 201;
  folded.take(evidence);
  orders::OrderEvidence later;
  later.key = kBuySpy;
  later.filled = shares(3);
  folded.take(later);
  EXPECT_EQ(folded.order(kBuySpy).reported_filled, shares(4));
  EXPECT_EQ(folded.order(kBuySpy).perm_id, PermId{77});
  EXPECT_EQ(folded.order(kBuySpy).reason, "working");
  EXPECT_EQ(folded.order(kBuySpy).refusal_code, 201);
  EXPECT_FALSE(folded.state.sessions.at(kDay).rejected);
  folded.fill(kBuySpy, "a.01", 1, 510);
  EXPECT_EQ(folded.order(kBuySpy).perm_id, PermId{77}) << "an execution without one";
  later.fact = orders::OrderFact::kRejected;
  folded.take(later);
  EXPECT_TRUE(folded.state.sessions.at(kDay).rejected);
}

TEST(Fold, OnlyWhatFilledIsFilled) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 10, 510);
  EXPECT_FALSE(folded.state.proven.contains(kSpy));
  folded.fill(kBuySpy, "a.01", 9, 510);
  EXPECT_TRUE(folded.state.proven.contains(kSpy)) << "what was bought may be bought";
  EXPECT_EQ(folded.order(kBuySpy).state, OrderState::kPartial);
  folded.fill(kBuySpy, "b.01", 1, 510);
  EXPECT_EQ(folded.order(kBuySpy).state, OrderState::kFilled);
  EXPECT_EQ(folded.order(kBuySpy).average_price(), Price::from_whole(510));
}

TEST(Fold, ACorrectionTakesItsCommissionAndItsValueBack) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 10, 510);
  const auto report = [&](const std::string& id, double commission) {
    folded.take(orders::CommissionBooked{
        .exec_id = ExecId{id}, .commission = Money::from_double(commission), .is_doubtful = false});
  };
  folded.fill(kBuySpy, "a.01", 4, 500);
  report("a.01", 1);
  report("a.02", 7);  // of a version that is not booked
  EXPECT_EQ(folded.state.cash_since_nav, Money::from_whole(-2001));
  folded.fill(kBuySpy, "a.01", 4, 500);  // reported once more
  EXPECT_EQ(folded.state.cash_since_nav, Money::from_whole(-2001));
  EXPECT_EQ(folded.order(kBuySpy).commission(), Money::from_whole(1));
  EXPECT_FALSE(folded.order(kBuySpy).fills.begin()->second.corrected);
  folded.fill(kBuySpy, "a.02", 5, 500);
  EXPECT_EQ(folded.state.cash_since_nav, Money::from_whole(-2500)) << "its commission is not known yet";
  EXPECT_EQ(folded.state.managed_shares(kSpy), shares(5));
  report("a.02", 2);
  EXPECT_EQ(folded.state.cash_since_nav, Money::from_whole(-2502));
  EXPECT_TRUE(folded.order(kBuySpy).fills.begin()->second.corrected);
}

// 6 of 10 are proven by the positions; executions of 4 and 6 come later, the last of them twice as one.
TEST(Fold, ExecutionsUseUpWhatPositionsProvedBeforeTheyAddToIt) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 10, 510);
  folded.take(orders::FillInferred{
      .key = kBuySpy, .quantity = shares(6), .price = Price::from_whole(510), .session = kDay, .settles = kNextDay});
  folded.fill(kBuySpy, "a.01", 4, 500);
  EXPECT_EQ(folded.order(kBuySpy).inferred, shares(2));
  EXPECT_EQ(folded.order(kBuySpy).executed(), shares(6));
  EXPECT_EQ(folded.state.managed_shares(kSpy), shares(6));
  EXPECT_EQ(folded.state.cash_since_nav, Money::from_whole(-4 * 500 - 2 * 510));
  folded.fill(kBuySpy, "b.01", 6, 500);
  EXPECT_EQ(folded.order(kBuySpy).inferred, Quantity{});
  EXPECT_EQ(folded.state.managed_shares(kSpy), shares(10));
  EXPECT_EQ(folded.state.cash_since_nav, Money::from_whole(-10 * 500));
  EXPECT_EQ(folded.order(kBuySpy).state, OrderState::kFilled);
}

// 6 of 10 are proven by the positions; the account's cash was recorded, or what they cost was booked, before the
// execution of 8 comes.
TEST(Fold, AnExecutionMovesNoCashForSharesWhosePriceIsInTheCash) {
  for (const bool is_booked : {true, false}) {
    for (const bool is_reported : {true, false}) {
      Folded folded;
      folded.plan(kBuySpy, Side::kBuy, 10, 510);
      folded.nav(kDay, 10'000);
      folded.take(orders::FillInferred{.key = kBuySpy,
                                       .quantity = shares(6),
                                       .price = Price::from_whole(510),
                                       .session = kDay,
                                       .settles = kNextDay});
      EXPECT_EQ(folded.order(kBuySpy).inferred_unpriced(), shares(6));
      if (is_booked)
        folded.take(CashMovement{.amount = Money::from_whole(58),
                                 .session = kDay,
                                 .explanation = "",
                                 .is_owners_trade = false,
                                 .is_price_of_fills = true});
      else
        folded.nav(kNextDay, 6998);
      EXPECT_EQ(folded.state.expected_cash(), Money::from_whole(10'000 - 6 * 500 - 2));
      EXPECT_EQ(folded.state.flows_since_nav, Money{}) << "nothing came";
      EXPECT_EQ(folded.state.deposits_since_nav, Money{});
      EXPECT_EQ(folded.order(kBuySpy).inferred_unpriced(), Quantity{});
      Execution execution;
      execution.exec_id = ExecId{"a.01"};
      execution.key = kBuySpy;
      execution.quantity = shares(8);
      execution.price = Price::from_whole(500);
      if (is_reported) execution.commission = Money::from_whole(2);
      folded.take(orders::FillBooked{.execution = execution, .session = kDay, .settles = kNextDay});
      if (!is_reported)
        folded.take(orders::CommissionBooked{.exec_id = ExecId{"a.01"}, .commission = Money::from_whole(2)});
      EXPECT_EQ(folded.state.expected_cash(), Money::from_whole(10'000 - 8 * 500 - 2)) << is_booked << is_reported;
      EXPECT_EQ(folded.state.managed_shares(kSpy), shares(8));
      EXPECT_EQ(folded.order(kBuySpy).inferred, Quantity{});
      EXPECT_EQ(folded.order(kBuySpy).inferred_priced, Quantity{});
    }
  }
}

// Sold on the Friday before Columbus Day, seen in the positions only on that Monday, which settles nothing.
TEST(Fold, AnInferredSellIsUnsettledUntilItSettles) {
  const Date friday = make_date(2026, 10, 9), monday = make_date(2026, 10, 12), tuesday = make_date(2026, 10, 13);
  Folded folded;
  folded.accept(10, AcceptAs::kManaged);
  folded.plan(kSellSpy, Side::kSell, 10, 500, friday);
  folded.take(orders::FillInferred{
      .key = kSellSpy, .quantity = shares(6), .price = Price::from_whole(500), .session = friday, .settles = tuesday});
  const auto unsettled = folded.state.unsettled_proceeds(monday);
  ASSERT_EQ(unsettled.size(), 1U);
  EXPECT_EQ(unsettled.front().key, kSellSpy);
  EXPECT_EQ(unsettled.front().net, Money::from_whole(6 * 500 - 2)) << "its commission is not known";
  EXPECT_EQ(unsettled.front().settles, tuesday);
  EXPECT_TRUE(folded.state.unsettled_proceeds(tuesday).empty());
  folded.fill(kSellSpy, "a.01", 6, 501, friday);
  EXPECT_EQ(folded.state.unsettled_proceeds(friday).size(), 1U) << "once";
  EXPECT_EQ(folded.state.unsettled_proceeds(friday).front().net, Money::from_whole(6 * 501 - 2));
}

TEST(Fold, SellsTakeTheSharesFromBeforeTheLedgerFirstAndThenTheOldestLot) {
  Folded folded;
  folded.accept(4, AcceptAs::kManaged);
  folded.plan(kBuySpy, Side::kBuy, 6, 510);
  folded.fill(kBuySpy, "a.01", 2, 510);
  folded.fill(kBuySpy, "b.01", 1, 510);
  folded.fill(kBuySpy, "c.01", 3, 510, kNextDay);
  ASSERT_EQ(folded.state.lots.size(), 2U) << "one a session";
  EXPECT_EQ(folded.state.lots.front().quantity, shares(3));
  folded.plan(kSellSpy, Side::kSell, 10, 510, make_date(2026, 3, 5));
  folded.fill(kSellSpy, "d.01", 4, 510);
  ASSERT_EQ(folded.state.lots.size(), 2U) << "those from before";
  EXPECT_EQ(folded.state.lots.front().quantity, shares(3));
  folded.fill(kSellSpy, "e.01", 2, 510);
  ASSERT_EQ(folded.state.lots.size(), 2U);
  EXPECT_EQ(folded.state.lots.front().quantity, shares(1));
  EXPECT_EQ(folded.state.lots.back().quantity, shares(3));
  folded.fill(kSellSpy, "f.01", 2, 510);
  ASSERT_EQ(folded.state.lots.size(), 1U);
  EXPECT_EQ(folded.state.lots.front().traded, kNextDay);
  EXPECT_EQ(folded.state.lots.front().quantity, shares(2));
  folded.fill(kSellSpy, "g.01", 2, 510);
  EXPECT_TRUE(folded.state.lots.empty());
  EXPECT_TRUE(folded.state.managed.empty());
}

TEST(Fold, WhatIsTakenOverLeavesTheOwnersShares) {
  Folded folded;
  folded.accept(3, AcceptAs::kKept);
  folded.accept(10, AcceptAs::kManaged, 5);
  EXPECT_EQ(folded.state.managed_shares(kSpy), shares(5)) << "of 10, the 5 that keep names";
  EXPECT_EQ(folded.state.kept_shares(kSpy), shares(3));
  folded.accept(10, AcceptAs::kManaged, 2);
  EXPECT_EQ(folded.state.managed_shares(kSpy), shares(7)) << "of 10, the 3 that are kept";
  folded.accept(2, AcceptAs::kManaged);
  EXPECT_EQ(folded.state.kept_shares(kSpy), shares(2)) << "the owner sold one";
  EXPECT_TRUE(folded.state.managed.empty());
  folded.accept(0, AcceptAs::kManaged);
  EXPECT_TRUE(folded.state.kept.empty());
}

TEST(Fold, LotsNeverHoldMoreThanIsManaged) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 6, 510);
  folded.fill(kBuySpy, "a.01", 6, 510);
  folded.accept(4, AcceptAs::kManaged);  // the owner sold two
  ASSERT_EQ(folded.state.lots.size(), 1U);
  EXPECT_EQ(folded.state.lots.front().quantity, shares(4));
}

TEST(Fold, WhatIsReleasedIsKeptBesideWhatWas) {
  for (const int configured : {2, 6}) {
    Folded folded;
    folded.accept(4, AcceptAs::kKept);
    folded.accept(7, AcceptAs::kManaged);
    folded.take(SymbolReleased{.symbol = kSpy, .by = "Ann", .configured_keep = shares(configured)});
    EXPECT_TRUE(folded.state.managed.empty());
    EXPECT_EQ(folded.state.kept_shares(kSpy), shares(std::max(4, configured) + 3));
  }
}

TEST(Fold, ASessionIsBadWhereItEndedRefusedOrUnknownAndOneGoodOneEndsTheRow) {
  Folded folded;
  const auto day = [](int index) { return kDay + std::chrono::days{index}; };
  folded.end(day(0), Outcome::kUnknown);
  folded.end(day(1), Outcome::kDone);
  folded.end(day(2), Outcome::kUnknown);
  EXPECT_EQ(folded.state.bad_sessions_in_a_row(), 1);
  folded.state.sessions[day(3)].rejected = true;
  EXPECT_EQ(folded.state.bad_sessions_in_a_row(), 1) << "not ended";
  folded.end(day(3), Outcome::kDone);
  EXPECT_EQ(folded.state.bad_sessions_in_a_row(), 2);
  folded.take(Resumed{.id = "H", .by = "Ann"});
  EXPECT_EQ(folded.state.bad_sessions_in_a_row(), 0) << "a person has looked";
}

TEST(Fold, ARebalanceIsOpenTillARunEndsOnTarget) {
  Folded folded;
  const auto decide = [&](Date session, double weight, bool continued) {
    folded.take(DecisionRecorded{
        .session = session, .targets = {{kSpy, weight}}, .json = {}, .sha256 = {}, .continued = continued});
  };
  RunStarted started;
  started.session = kDay;
  folded.take(started, RunId{"a"});
  EXPECT_EQ(folded.state.open_run, RunId{"a"});
  EXPECT_EQ(folded.state.open_run_session, kDay);
  decide(kDay, 0.5, false);
  decide(kNextDay, 0.4, true);
  EXPECT_EQ(folded.state.last_decided, kDay);
  EXPECT_EQ(folded.state.last_targets.at(kSpy), 0.4);
  ASSERT_TRUE(folded.state.rebalance);
  EXPECT_EQ(folded.state.rebalance->decided, kDay);
  EXPECT_EQ(folded.state.rebalance->targets.at(kSpy), 0.5);
  folded.take(RunEnded{.result = {}, .on_target = false}, RunId{"a"});
  EXPECT_TRUE(folded.state.rebalance);
  EXPECT_FALSE(folded.state.open_run);
  EXPECT_FALSE(folded.state.open_run_session);
  EXPECT_TRUE(folded.state.sessions.empty()) << "a run without a session ends none";
  folded.take(RunEnded{.result = {}, .on_target = true}, RunId{"a"});
  EXPECT_FALSE(folded.state.rebalance);
}

TEST(Fold, TheNewestPlanUsesItsSessionUp) {
  Folded folded;
  EXPECT_EQ(folded.state.used_up(), std::nullopt);
  folded.plan(kBuySpy, Side::kBuy, 1, 510);
  folded.end(kNextDay, Outcome::kDone);
  EXPECT_EQ(folded.state.used_up(), kDay) << "nothing was planned on the next";
}

TEST(Fold, AnOrderIdIsNeverLowerThanOneThatWasUsed) {
  Folded folded;
  folded.take(OrderIdsUsed{.through = ClientOrderId{40}});
  folded.plan(kBuySpy, Side::kBuy, 2, 510);
  EXPECT_EQ(folded.state.order_id_high_water, 40) << "it was sent with 1";
  EXPECT_EQ(folded.state.sessions.at(kDay).orders_sent, 1);
  EXPECT_EQ(folded.state.sessions.at(kDay).notional_sent, Money::from_whole(1020));
}

TEST(Fold, AnOrderThatTheBrokerHasIsNotAbandoned) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 2, 510);
  folded.take(orders::OrderEvidence{.key = kBuySpy, .fact = orders::OrderFact::kWorking});
  folded.take(orders::OrderAbandoned{.key = kBuySpy, .reason = "late"});
  EXPECT_EQ(folded.order(kBuySpy).state, OrderState::kWorking);
  EXPECT_EQ(folded.order(kBuySpy).reason, "");
  folded.take(orders::OrderAbandoned{.key = kSellSpy, .reason = "of no plan"});
  EXPECT_FALSE(folded.state.orders.contains(kSellSpy));
}

TEST(Fold, WhatIsAboutAnOrderOfNoPlanChangesNothing) {
  Folded folded;
  folded.now = UtcTime{Duration{1000}};
  folded.take(SessionWatched{});
  LedgerState before = folded.state;
  EXPECT_EQ(before.first_event_at, UtcTime{Duration{1000}});
  folded.now = UtcTime{Duration{2000}};
  orders::OrderEvidence evidence;
  evidence.key = kBuySpy;
  evidence.fact = orders::OrderFact::kRejected;
  folded.take(evidence);
  folded.take(orders::CancelRequested{.key = kBuySpy, .why = "late"});
  folded.take(orders::FillInferred{
      .key = kBuySpy, .quantity = shares(6), .price = Price::from_whole(510), .session = kDay, .settles = kNextDay});
  folded.take(
      orders::CommissionBooked{.exec_id = ExecId{"a.01"}, .commission = Money::from_whole(1), .is_doubtful = false});
  folded.fill(kBuySpy, "a.01", 1, 510);
  before.events = folded.state.events;
  EXPECT_EQ(folded.state, before);
}

TEST(Fold, TheWatchdogNeverForgetsASessionItLookedAt) {
  Folded folded;
  const auto watched_through_after = [&](Date session) {
    SessionWatched watched;
    watched.session = session;
    folded.take(watched);
    return folded.state.watched_through;
  };
  EXPECT_EQ(watched_through_after(kNextDay), kNextDay);
  EXPECT_EQ(watched_through_after(kDay), kNextDay);
  EXPECT_EQ(watched_through_after(make_date(2026, 3, 5)), make_date(2026, 3, 5));
}

// IBKR's fixed schedule, doubled, till the commission is known: one cent a share, two dollars at least.
TEST(Fold, ProceedsAreNetOfACommissionThatIsNotKnownYet) {
  const auto net_of = [](double sold) {
    Folded folded;
    folded.accept(sold, AcceptAs::kManaged);
    folded.plan(kSellSpy, Side::kSell, sold, 10);
    folded.fill(kSellSpy, "a.01", sold, 10);
    const std::vector<SaleProceeds> proceeds = folded.state.unsettled_proceeds(kDay);
    EXPECT_EQ(proceeds.size(), 1U);
    EXPECT_TRUE(folded.state.unsettled_proceeds(kNextDay).empty());
    return proceeds.front().net;
  };
  EXPECT_EQ(net_of(200), Money::from_whole(2'000 - 2));
  EXPECT_EQ(net_of(1'000), Money::from_whole(10'000 - 10));
}

// Ten of March 3 may be sold from the 4th on; of five of the 4th that is not so before the 6th.
TEST(Fold, OfHistoryTheLotsThatMayBeSoldAreOne) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 15, 510);
  folded.fill(kBuySpy, "a.01", 4, 510, make_date(2026, 3, 2));
  folded.fill(kBuySpy, "b.01", 6, 510);
  folded.state.sessions[kDay].sellable_from[kSpy] = make_date(2026, 3, 6);
  folded.fill(kBuySpy, "c.01", 5, 510, kNextDay);
  const auto lots_kept_from = [&](Date day) {
    LedgerState state = folded.state;
    state.kept_from = day;
    forget_history(state);
    std::string lots;
    for (const BoughtLot& lot : state.lots) lots += lot.quantity.str() + " of " + to_iso(lot.traded) + "\n";
    return lots;
  };
  EXPECT_EQ(lots_kept_from(kDay), "4 of 2026-03-02\n6 of 2026-03-03\n5 of 2026-03-04\n");
  EXPECT_EQ(lots_kept_from(kNextDay), "10 of 2026-03-03\n5 of 2026-03-04\n");
  EXPECT_EQ(lots_kept_from(make_date(2026, 3, 5)), "10 of 2026-03-03\n5 of 2026-03-04\n");
  EXPECT_EQ(lots_kept_from(make_date(2026, 3, 6)), "15 of 2026-03-04\n");
}

TEST(Fold, HistoryNeverBeginsEarlierThanItDid) {
  LedgerState state;
  const auto day = [](std::size_t index) { return kDay + std::chrono::days{static_cast<int>(index)}; };
  for (std::size_t index = 0; index <= kMaxSessionsKept; ++index) state.sessions[day(index)];
  LedgerState later = state;
  forget_history(state);
  EXPECT_EQ(state.kept_from, day(1));
  later.kept_from = day(5);
  forget_history(later);
  EXPECT_EQ(later.kept_from, day(5));
  state.kept_from.reset();
  forget_history(state);
  EXPECT_FALSE(state.kept_from) << "so many are kept";
}

// A session's orders go with it once they have come to their end; the session itself stays, when it is the first kept.
TEST(Fold, OfHistoryTheOrdersOfTheFirstKeptDayStay) {
  Folded folded;
  folded.plan(kBuySpy, Side::kBuy, 1, 510);
  folded.fill(kBuySpy, "a.01", 1, 510);
  LedgerState state = folded.state;
  state.kept_from = kDay;
  forget_history(state);
  EXPECT_EQ(state.orders.size(), 1U);
  state.kept_from = kNextDay;
  forget_history(state);
  EXPECT_TRUE(state.orders.empty());
}

}  // namespace
}  // namespace bot::ledger
