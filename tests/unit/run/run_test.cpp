#include "run/run.hpp"

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

// One frame a key, no order id twice, no buy while a sell works, nothing sent that the disk did not know of.
void expect_protocol(const TradeWorld& world) {
  std::set<OrderKey> keys;
  std::int64_t last_id = 0;
  for (const Frame& frame : world.broker.frames) {
    EXPECT_TRUE(keys.insert(frame.ticket.key).second) << frame.ticket.key.value() << " was sent twice";
    EXPECT_GT(frame.order_id.value(), last_id);
    last_id = frame.order_id.value();
    EXPECT_TRUE(frame.durable) << frame.ticket.key.value();
    EXPECT_FALSE(frame.kill_file);
    EXPECT_TRUE(frame.ticket.side == Side::kSell || !frame.sells_live);
    const auto session = *world.calendar.on_or_before(calendar::to_new_york(frame.at).date);
    EXPECT_LE(frame.at, session.closes - std::chrono::seconds{60});
    EXPECT_EQ(frame.ticket.expires, session.closes - std::chrono::seconds{30});
  }
}

TEST(Run, FromCashToTargets) {
  TradeWorld world;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << described(result);
  EXPECT_EQ(result.exit_code, 0);
  ASSERT_EQ(result.orders.size(), 2U) << described(result);
  // 0.95 x 0.3 x 10,000 / 180 = 15.8, not above its weight; 0.95 x 0.6 x 10,000 / 95 = 60
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15)) << described(result);
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << described(result);
  EXPECT_EQ(world.state().managed, world.broker.held);
  EXPECT_TRUE(result.equity && *result.equity == world.broker.net_liquidation());
  EXPECT_EQ(result.cash, world.broker.cash);
  EXPECT_TRUE(world.state().live_orders().empty());
  EXPECT_EQ(*world.state().expected_cash(), world.broker.cash);
  expect_protocol(world);
  EXPECT_EQ(world.files.files.size(), 1U);  // the plan
}

TEST(Run, RotatesSellsFirstAndBuysWithTheProceedsUnderAuto) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
  EXPECT_GT(world.broker.shares("SPY"), Quantity::from_whole(7)) << described(result);
  EXPECT_GE(world.broker.cash, Money{});
  // Bought with unsettled money: locked past the settlement of the sales.
  const auto lots = world.state().lots;
  const auto spy = std::ranges::find(lots, Symbol{"SPY"}, &ledger::BoughtLot::symbol);
  ASSERT_NE(spy, lots.end());
  EXPECT_GT(spy->sellable_from, spy->settles);
  expect_protocol(world);
}

// The planner and R18 right before sending count the same commissions, those of `costs`.
TEST(Run, R18CountsTheConfiguredCosts) {
  TradeWorld world;
  world.options.plan.costs = {.per_share = Money{}, .minimum = Money{}};
  world.options.decide.weights.cash_buffer = 0;
  world.options.safety.max_order_notional = 1;
  world.want({{"IEF", 1.0}});
  world.options.plan.limit_offset_bps = 0;
  // 100 IEF at the ask of 95.01 cost the whole budget, 10,000 - 50 - 449, to the cent.
  world.options.plan.cash_reserve = Money::from_whole(449);
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(100)) << described(result);
}

bool planned_with_settled_cash_only(const ledger::RunResult& result) {
  return std::ranges::count(result.findings, ledger::FindingCode::kCashUpFront, &ledger::FindingLine::code) > 0;
}

int alerts_of_settled_cash(const TradeWorld& world) {
  return static_cast<int>(std::ranges::count(world.notifier.alerts, "cash_up_front", &ports::Alert::dedupe_key));
}

TEST(Run, TwoRunsWithoutProceedsMakeTheAccountSettledOnly) {
  TradeWorld world;
  world.broker.grants = false;
  world.trade();  // nothing sold: no sign
  EXPECT_EQ(world.state().proceeds_withheld, 0);
  world.to_next_session();
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  const ledger::RunResult first = world.trade();
  EXPECT_EQ(world.state().proceeds_withheld, 1) << described(first);
  EXPECT_FALSE(planned_with_settled_cash_only(first)) << described(first);
  world.to_next_session();
  world.want({{"QQQ", 0.6}, {"IEF", 0.3}});
  const ledger::RunResult second = world.trade();
  ASSERT_TRUE(world.state().cash_up_front) << described(second);
  EXPECT_EQ(world.state().cash_up_front->until, *second.session + std::chrono::days{90});
  EXPECT_TRUE(planned_with_settled_cash_only(second)) << described(second);
  EXPECT_EQ(alerts_of_settled_cash(world), 1);
  world.to_next_session();
  world.want({{"GLD", 0.6}, {"IEF", 0.3}});
  const ledger::RunResult third = world.trade();
  EXPECT_TRUE(planned_with_settled_cash_only(third)) << described(third);
  EXPECT_EQ(alerts_of_settled_cash(world), 1) << "no news";
  // The account is freed: 90 days after the last sign it is planned as configured again.
  EXPECT_FALSE(world.state().buys_with_settled_cash_only(world.state().cash_up_front->until + std::chrono::days{1}));
  expect_protocol(world);
}

TEST(Run, GrantedProceedsClearTheSuspicion) {
  TradeWorld world;
  world.trade();
  world.broker.grants = false;
  world.to_next_session();
  world.want({{"SPY", 0.5}, {"IEF", 0.4}});
  world.trade();
  EXPECT_EQ(world.state().proceeds_withheld, 1);
  world.broker.grants = true;
  world.to_next_session();
  world.want({{"QQQ", 0.6}, {"IEF", 0.3}});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.state().proceeds_withheld, 0) << described(result);
  EXPECT_FALSE(world.state().cash_up_front);
}

TEST(Run, ARefusalThatNamesSettledCashMakesTheAccountSettledOnly) {
  for (const bool about_cash : {true, false}) {
    TradeWorld world;
    world.broker.faults.orders[Symbol{"GLD"}] = test::OrderFault::kReject;
    if (about_cash)
      world.broker.refusal_text = "Order rejected - reason: this account may trade with Settled Cash only";
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(world.state().cash_up_front.has_value(), about_cash) << described(result);
    EXPECT_EQ(alerts_of_settled_cash(world), about_cash ? 1 : 0);
    EXPECT_EQ(planned_with_settled_cash_only(result), about_cash) << described(result);
    if (!about_cash) continue;
    // Sold today, bought for tomorrow: the rotation is held back, not lost.
    world.broker.faults.orders.clear();
    world.to_next_session();
    world.want({{"SPY", 0.5}, {"QQQ", 0.4}});
    const ledger::RunResult rotation = world.trade();
    EXPECT_TRUE(planned_with_settled_cash_only(rotation)) << described(rotation);
    EXPECT_EQ(world.broker.shares("IEF"), Quantity{}) << described(rotation);
    EXPECT_GT(world.broker.cash, Money::from_whole(5'600)) << "the 5,700 of IEF are not spent\n" << described(rotation);
    world.to_next_session();
    const ledger::RunResult next = world.trade();
    EXPECT_LT(world.broker.cash, Money::from_whole(2'500)) << described(next);
  }
}

TEST(Run, OnceASessionAndASecondStartSendsNothing) {
  TradeWorld world;
  const ledger::RunResult first = world.trade();
  const std::size_t frames = world.broker.frames.size();
  const ledger::RunResult again = world.trade();
  EXPECT_EQ(again.outcome, ledger::Outcome::kAlreadyDone) << described(again);
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_EQ(world.broker.frames.size(), frames);
  EXPECT_EQ(first.reasons.size(), 4U) << described(first);
  EXPECT_EQ(again.reasons, first.reasons) << "still those of the plan that was carried out";
}

TEST(Run, AStartThatIsTurnedAwaySaysNothingOfAPlan) {
  TradeWorld world;
  world.trade();
  world.at(make_date(2026, 3, 3), 20, 0);
  const ledger::RunResult late = world.trade();
  EXPECT_EQ(late.outcome, ledger::Outcome::kMarketClosed);
  EXPECT_TRUE(late.reasons.empty()) << "it made none: " << described(late);
}

TEST(Run, AStartThatMeetsAHaltIsKeptSoThatNobodyCallsTheSessionMissed) {
  TradeWorld world;
  world.files.files[world.options.halt_file] = "FILE\nlooking into it\n";
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kHalted);
  EXPECT_TRUE(world.state().sessions.at(make_date(2026, 3, 3)).start_rejected);
}

TEST(Run, AHaltOutsideTheWindowIsNoStartOfTheSession) {
  TradeWorld world;
  world.files.files[world.options.halt_file] = "FILE\nlooking into it\n";
  world.at(make_date(2026, 3, 4), 9, 0);
  world.trade();
  EXPECT_FALSE(world.state().sessions.contains(make_date(2026, 3, 4)));
}

TEST(Run, NothingToDoIsDone) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kNothingToDo) << described(result);
  EXPECT_EQ(result.exit_code, 0);
}

TEST(Run, ADateBeyondTheCalendarIsRefusedNotSilent) {
  TradeWorld world;
  for (const bool scheduled : {true, false}) {
    world.at(make_date(2036, 1, 2), 15, 55);
    world.options.scheduled = scheduled;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kRefused) << described(result);
    EXPECT_EQ(result.exit_code, 6);
    EXPECT_NE(result.message.find("beyond the exchange calendar"), std::string::npos) << result.message;
    ASSERT_TRUE(result.error);
    EXPECT_FALSE(result.error->fix.empty());
    EXPECT_TRUE(world.broker.frames.empty());
  }
}

TEST(Run, ClosedDaysAndOtherSlots) {
  TradeWorld world;
  world.at(make_date(2026, 3, 7), 15, 55);  // a Saturday
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kMarketClosed);
  world.at(make_date(2026, 3, 9), 12, 55);
  world.options.scheduled = true;
  const ledger::RunResult early = world.trade();
  EXPECT_EQ(early.outcome, ledger::Outcome::kNotScheduled);
  EXPECT_EQ(early.exit_code, 0);
  EXPECT_EQ(to_text(early.next_run), "2026-03-09 15:55:00 ET");
  EXPECT_TRUE(world.disk.events.empty());
}

TEST(Run, FirstMeetingStopsUntilSomebodyAccepts) {
  TradeWorld world;
  world.broker.set_position("SPY", 3);
  const ledger::RunResult met = world.trade();
  EXPECT_EQ(met.exit_code, 7) << described(met);
  EXPECT_TRUE(world.broker.frames.empty());
  {
    test::MemoryLedger ledger(world.disk);
    const auto open = ledger::unexplained_positions(ledger.state(), world.broker.held, world.options.universe, {});
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open.front().proposal, "transfer");
    ASSERT_TRUE(ledger::accept_positions(
        ledger, open, {.as = ledger::AcceptAs::kManaged, .explanation = "mine", .by = "Ann"}, world.loop.now()));
  }
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(world.broker.shares("SPY"), Quantity{});  // managed, without a target
}

TEST(Run, KeptSharesAreNeverSold) {
  TradeWorld world;
  world.broker.set_position("SPY", 3);
  world.options.keep = {{Symbol{"SPY"}, Quantity::from_whole(3)}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(world.broker.shares("SPY"), Quantity::from_whole(3));
}

TEST(Run, ASplitIsProposedAndNotTraded) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.held[Symbol{"IEF"}] = Quantity::from_whole(world.broker.shares("IEF").whole() * 2);
  const std::size_t frames = world.broker.frames.size();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_NE(described(result).find("2:1 split"), std::string::npos) << described(result);
  EXPECT_EQ(world.broker.frames.size(), frames);
}

TEST(Run, AnEmptyPositionsListIsNotBelieved) {
  TradeWorld world;
  world.trade();
  const std::size_t frames = world.broker.frames.size();
  world.to_next_session();
  const auto held = std::exchange(world.broker.held, {});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(world.broker.frames.size(), frames);
}

TEST(Run, ADepositIsBookedAndReportedWithoutAHalt) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.cash += Money::from_whole(500);
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  ASSERT_FALSE(world.notifier.alerts.empty());
  EXPECT_EQ(world.notifier.alerts.front().kind, ports::AlertKind::kCashMovement);
  EXPECT_EQ(world.notifier.alerts.front().facts.front().second, "$500.00");
}

TEST(Run, AnOutboxThatCannotBeWrittenCostsNoTrade) {
  class FullOutbox final : public ports::Notifier {
   public:
    Result<void> put(const ports::Alert&) override { return fail(ErrorCode::kIo, "the disk is full", "state/outbox"); }
  } full;
  TradeWorld world;
  world.to_rotation();
  world.broker.cash += Money::from_whole(500);  // of which the run would tell
  world.outbox = &full;
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << described(result);
  EXPECT_GT(world.broker.held.at(Symbol{"SPY"}), Quantity{});
  EXPECT_TRUE(std::ranges::any_of(
      world.log.lines, [](const std::string& line) { return line.find("the disk is full") != std::string::npos; }));
}

// What the ledger went through is not gone through again.
TEST(Run, AClockThatStandsADayBackPlansNothing) {
  TradeWorld world;
  world.at(make_date(2026, 3, 4), 15, 55);
  ASSERT_EQ(world.trade().exit_code, 0);
  const std::size_t sent = world.broker.frames.size();
  ASSERT_EQ(sent, 2U);
  world.loop.set_clock(
      calendar::from_new_york(make_date(2026, 3, 3), std::chrono::hours{15} + std::chrono::minutes{55}));
  world.want({{"IEF", 0.3}, {"SPY", 0.6}});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.frames.size(), sent) << described(result);
  EXPECT_EQ(result.exit_code, 6) << described(result);
  EXPECT_NE(result.message.find("Set the machine's clock right."), std::string::npos) << result.message;
}

// What the owner takes out of the universe between two starts of a session is not bought, and he reads why.
TEST(Run, WhatLeftTheUniverseBetweenTwoStartsIsNotBoughtAndSaysSo) {
  TradeWorld world;
  world.to_rotation();
  world.broker.on_step = [&](const std::string& what) {
    if (what == "placed") world.loop.interrupt();  // behind the first sell
  };
  world.trade();
  world.broker.on_step = nullptr;
  std::erase(world.options.universe, Symbol{"SPY"});
  world.loop.jump_to(world.loop.now() + std::chrono::seconds{2});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("SPY"), Quantity{});
  EXPECT_EQ(result.exit_code, 7) << described(result);
  for (const auto& [key, order] : world.state().orders) {
    if (order.symbol == Symbol{"SPY"}) {
      EXPECT_EQ(order.reason, "no longer in the universe") << key.value();
    }
  }
}

TEST(Run, TheKillFileStopsBeforeAndBetweenOrders) {
  TradeWorld world;
  world.files.files["state/HALT"] = "by Ann";
  EXPECT_EQ(world.trade().exit_code, 6);
  world.files.files.clear();
  int placed = 0;
  world.broker.on_step = [&](const std::string& what) {
    if (what == "placed" && ++placed == 1) world.files.files["state/HALT"] = "by Ann";
  };
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.frames.size(), 1U) << described(result);
  EXPECT_EQ(result.exit_code, 7);
  expect_protocol(world);
}

TEST(Run, DryRunPlansAndSendsAndWritesNothing) {
  TradeWorld world;
  world.files.files["state/HALT"] = "by Ann";
  const ledger::RunResult result = world.dry();
  EXPECT_EQ(result.exit_code, 0) << described(result);
  EXPECT_EQ(result.orders.size(), 2U);
  EXPECT_EQ(result.mode, Mode::kDryRun);
  EXPECT_TRUE(world.broker.frames.empty());
  EXPECT_TRUE(world.disk.events.empty());
  for (int session = 0; session < 3; ++session) world.to_next_session();
  world.at(make_date(2026, 3, 7), 12, 0);
  const ledger::RunResult weekend = world.dry();
  EXPECT_TRUE(weekend.indicative);
  EXPECT_EQ(weekend.exit_code, 0) << described(weekend);
  EXPECT_EQ(weekend.orders.size(), 2U);
}

TEST(Run, PermissionRefusedTakesTheSymbolOutAndNobodyIsSoldOut) {
  TradeWorld world;
  world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60)) << described(result);
  EXPECT_NE(described(result).find("[permission]"), std::string::npos);
}

TEST(Run, AccountsBaseCurrencyAndTypeAreChecked) {
  TradeWorld stranger;
  stranger.broker.accounts.push_back(AccountId{"DU0000009"});
  EXPECT_EQ(stranger.trade().exit_code, 6);
  stranger.options.ignored_accounts = {AccountId{"DU0000009"}};
  EXPECT_EQ(stranger.trade().exit_code, 0);
  TradeWorld margin;
  margin.broker.trading_type = "STKMRGN";
  EXPECT_EQ(margin.trade().exit_code, 6);
  TradeWorld live;
  live.options.mode = Mode::kLive;
  EXPECT_EQ(live.trade().exit_code, 6);
  EXPECT_TRUE(live.broker.frames.empty());
}

TEST(Run, WeeklyOnTheLastSessionAndAnOpenRebalanceGoesOn) {
  TradeWorld world;
  world.options.schedule.frequency = schedule::Frequency::kWeekly;
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kNotScheduled);  // a Tuesday
  while (!world.calendar.is_last_of_week(calendar::to_new_york(world.loop.now()).date)) world.to_next_session();
  world.broker.faults.orders[Symbol{"IEF"}] = OrderFault::kPartial;
  const ledger::RunResult friday = world.trade();
  EXPECT_EQ(friday.exit_code, 7) << described(friday);
  world.broker.faults.orders.clear();
  world.to_next_session();
  const ledger::RunResult monday = world.trade();
  EXPECT_EQ(monday.exit_code, 0) << described(monday);
  EXPECT_GE(world.broker.shares("IEF"), Quantity::from_whole(59)) << described(monday);  // less commissions and spread
  world.to_next_session();
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kNotScheduled);
}

TEST(Run, AnotherDaysTimerAndAClosedDayAreSilentAlsoWhileHalted) {
  TradeWorld world;
  world.options.scheduled = true;
  world.files.files[world.options.halt_file] = "FILE\nlooking into it\n";
  world.at(make_date(2026, 3, 4), 12, 55);
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kNotScheduled);
  world.at(make_date(2026, 4, 3), 15, 55);  // Good Friday
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kMarketClosed);
  EXPECT_TRUE(world.notifier.alerts.empty());
  world.at(make_date(2026, 4, 6), 15, 55);
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kHalted);
}

// What the owner configured is no news to him.
TEST(Run, NoAlertOfASettledOnlyAccountThatIsConfigured) {
  TradeWorld world;
  world.options.plan.cash_rule = plan::CashRule::kSettledOnly;
  world.broker.faults.orders[Symbol{"GLD"}] = test::OrderFault::kReject;
  world.broker.refusal_text = "Order rejected - reason: this account may trade with Settled Cash only";
  world.trade();
  EXPECT_FALSE(world.state().cash_up_front);
  EXPECT_EQ(alerts_of_settled_cash(world), 0);
}

// A start that could send nothing leaves the session free; the next one's plan is its first, and uses it up.
TEST(Run, APlanAfterAStartThatSentNothingUsesTheSessionUp) {
  TradeWorld world;
  for (auto& [symbol, line] : world.broker.market) line.quoted = false;
  EXPECT_NE(world.trade().exit_code, 0);
  for (auto& [symbol, line] : world.broker.market) line.quoted = true;
  EXPECT_EQ(world.trade().exit_code, 0);
  const std::size_t frames = world.broker.frames.size();
  EXPECT_EQ(frames, 2U);
  EXPECT_EQ(world.state().sessions.at(make_date(2026, 3, 3)).sequence, 1);
  world.want({{"SPY", 0.9}});
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kAlreadyDone);
  EXPECT_EQ(world.broker.frames.size(), frames);
}

}  // namespace
}  // namespace bot::run
