// Which check is due when, whether a session was missed, whether everything is there, what the account earned.
#include <gtest/gtest.h>

#include "calendar/new_york.hpp"
#include "monitor/preflight.hpp"
#include "monitor/returns.hpp"
#include "monitor/watchdog.hpp"
#include "schedule/check_slots.hpp"

namespace bot::monitor::test {

UtcTime ny(const char* text) { return *calendar::parse_new_york(text); }
Date day(const char* text) { return *parse_date(text); }
Money usd(double amount) { return Money::from_double(amount); }

struct SlotCase {
  const char* at;
  const char* preflight;  // "" none
  bool watchdog;
  bool summary;
};

// 2025-01-13 winter, 2025-07-14 summer, 2025-11-28 early close (13:00), 2025-07-04 holiday, 2025-01-12 Sunday; the days
// of the daylight-saving changes are Sundays: 2025-03-09, 2025-11-02.
TEST(Slots, OfWinterSummerEarlyClosesHolidaysAndSundays) {
  const SlotCase cases[] = {
      {"2025-01-13 09:43:59", "", false, false},
      {"2025-01-13 09:44:00", "morning", false, false},
      {"2025-01-13 09:45:00", "morning", false, false},
      {"2025-01-13 09:55:00", "morning", false, false},
      {"2025-01-13 09:55:01", "", false, false},
      {"2025-01-13 12:35:00", "", false, false},  // another day's timer
      {"2025-01-13 15:35:00", "before_run", false, false},
      {"2025-01-13 13:20:00", "", false, false},
      {"2025-01-13 16:18:59", "", false, false},
      {"2025-01-13 16:20:00", "", true, false},
      {"2025-01-13 16:34:00", "", true, true},
      {"2025-01-13 16:35:00", "", true, true},
      {"2025-01-13 23:59:59", "", true, true},  // late, after a suspend
      {"2025-01-14 00:00:00", "", false, false},
      {"2025-07-14 09:45:00", "morning", false, false},
      {"2025-07-14 15:35:00", "before_run", false, false},
      {"2025-07-14 16:20:00", "", true, false},
      {"2025-07-14 16:35:00", "", true, true},
      {"2025-11-28 09:45:00", "morning", false, false},
      {"2025-11-28 12:35:00", "before_run", false, false},
      {"2025-11-28 13:20:00", "", true, false},
      {"2025-11-28 13:35:00", "", true, true},
      {"2025-11-28 15:35:00", "", true, true},  // the watchdog's own record keeps it silent then
      {"2025-07-04 09:45:00", "", false, false},
      {"2025-07-04 15:35:00", "", false, false},
      {"2025-07-04 16:20:00", "", false, false},
      {"2025-01-12 18:00:00", "sunday", false, false},
      {"2025-01-12 09:45:00", "", false, false},
      {"2025-01-12 16:35:00", "", false, false},
      {"2025-01-11 18:00:00", "", false, false},  // Saturday
      {"2025-03-09 18:00:00", "sunday", false, false},
      {"2025-11-02 18:00:00", "sunday", false, false},
      {"2025-03-10 15:35:00", "before_run", false, false},
      {"2025-11-03 15:35:00", "before_run", false, false},
  };
  const calendar::Calendar calendar;
  const schedule::Options options;
  for (const SlotCase& c : cases) {
    const auto slot = schedule::preflight_slot(ny(c.at), options, calendar);
    EXPECT_EQ(slot ? std::string(name(*slot)) : std::string(), c.preflight) << c.at;
    EXPECT_EQ(schedule::closed_today(ny(c.at), schedule::kWatchdogAfterClose, calendar).has_value(), c.watchdog)
        << c.at;
    EXPECT_EQ(schedule::closed_today(ny(c.at), schedule::kSummaryAfterClose, calendar).has_value(), c.summary) << c.at;
  }
}

TEST(Slots, FollowTheConfiguredTime) {
  const calendar::Calendar calendar;
  schedule::Options options;
  options.time = std::chrono::hours{15} + std::chrono::minutes{45};
  EXPECT_EQ(schedule::preflight_slot(ny("2025-01-13 15:25:00"), options, calendar),
            schedule::PreflightSlot::kBeforeRun);
  EXPECT_FALSE(schedule::preflight_slot(ny("2025-01-13 15:36:00"), options, calendar));
  options.minutes_before_early_close = 10;
  EXPECT_EQ(schedule::preflight_slot(ny("2025-11-28 12:30:00"), options, calendar),
            schedule::PreflightSlot::kBeforeRun);
}

TEST(Slots, LastClosedSession) {
  const calendar::Calendar calendar;
  EXPECT_EQ(schedule::last_closed(ny("2025-01-13 15:59:59"), calendar)->date, day("2025-01-10"));
  EXPECT_EQ(schedule::last_closed(ny("2025-01-13 16:00:00"), calendar)->date, day("2025-01-13"));
  EXPECT_EQ(schedule::last_closed(ny("2025-11-28 13:00:00"), calendar)->date, day("2025-11-28"));
  EXPECT_EQ(schedule::last_closed(ny("2025-01-12 18:00:00"), calendar)->date, day("2025-01-10"));
}

struct WatchdogFixture {
  calendar::Calendar calendar;
  MonitoredAccount account;
  ledger::LedgerState state;
  std::optional<UtcTime> since;
  bool kill_file = false;

  WatchdogFixture() {
    account.id = AccountId("DU0000001");
    account.universe = {Symbol("SPY"), Symbol("TLT")};
  }
  [[nodiscard]] WatchInput input(const char* now) const {
    return {.now = ny(now),
            .state = state,
            .account = account,
            .calendar = calendar,
            .since = since,
            .kill_file = kill_file};
  }
  [[nodiscard]] std::string verdicts(const char* now) const {
    std::string all;
    for (const SessionJudgement& judged : judge_sessions(input(now)))
      all += (all.empty() ? "" : " ") + to_iso(judged.session.date).substr(5) + ":" + std::string(name(judged.verdict));
    return all;
  }
  void ran(const char* date) { state.sessions[day(date)].ended = true; }
};

TEST(Watchdog, TellsWhichSessionsNothingRanOn) {
  WatchdogFixture fixture;
  EXPECT_EQ(fixture.verdicts("2025-01-13 16:20:00"), "");  // nobody expects anything yet
  fixture.since = ny("2025-01-08 15:35:00");
  EXPECT_EQ(fixture.verdicts("2025-01-08 16:20:00"), "01-08:missed");
  fixture.ran("2025-01-08");
  EXPECT_EQ(fixture.verdicts("2025-01-08 16:20:00"), "01-08:ran");
  fixture.state.watched_through = day("2025-01-08");
  // 2025-01-09 was a day of mourning: no session. Two sessions, and a weekend, the machine was off.
  EXPECT_EQ(fixture.verdicts("2025-01-13 16:20:00"), "01-10:missed 01-13:missed");
  fixture.ran("2025-01-13");
  EXPECT_EQ(fixture.verdicts("2025-01-13 16:20:00"), "01-10:missed 01-13:ran");
  fixture.state.watched_through = day("2025-01-13");
  EXPECT_EQ(fixture.verdicts("2025-01-13 18:00:00"), "01-13:ran");  // once more by hand
}

TEST(Watchdog, DoesNotBlameASessionFromBeforeTheInstallation) {
  WatchdogFixture fixture;
  fixture.since = ny("2025-01-13 16:05:00");
  EXPECT_EQ(fixture.verdicts("2025-01-13 16:20:00"), "");
  EXPECT_EQ(fixture.verdicts("2025-01-14 16:20:00"), "01-14:missed");
  fixture.state.first_event_at = ny("2025-01-10 15:55:00");
  EXPECT_EQ(fixture.verdicts("2025-01-13 16:20:00"), "01-10:missed 01-13:missed");
}

// The very first use, behind the scheduled instant; the process was killed behind its order.
TEST(Watchdog, JudgesTheFirstDayWhereARunBeganOrAnOrderWasSent) {
  WatchdogFixture fixture;
  const char* evening = "2025-01-13 16:20:00";
  fixture.since = ny("2025-01-13 15:55:30");
  fixture.state.first_event_at = fixture.since;
  EXPECT_EQ(fixture.verdicts(evening), "");
  fixture.state.open_run = RunId("20250113-155530-1");
  fixture.state.open_run_session = day("2025-01-13");
  EXPECT_EQ(fixture.verdicts(evening), "01-13:unfinished");
  fixture.state.open_run.reset();
  fixture.state.open_run_session.reset();
  fixture.state.sessions[day("2025-01-13")].orders_sent = 1;
  EXPECT_EQ(fixture.verdicts(evening), "01-13:unfinished");
  fixture.ran("2025-01-13");
  EXPECT_EQ(fixture.verdicts(evening), "01-13:ran");
}

TEST(Watchdog, KnowsOtherReasonsForSilence) {
  WatchdogFixture fixture;
  fixture.since = ny("2025-01-13 09:00:00");
  const char* evening = "2025-01-13 16:20:00";
  fixture.state.sessions[day("2025-01-13")].start_rejected = true;
  EXPECT_EQ(fixture.verdicts(evening), "01-13:turned_away");
  fixture.state.sessions.clear();
  fixture.state.halt = ledger::HaltLatch{
      .id = "H1", .reason = ledger::HaltReason::kOperator, .why = "", .at = ny("2025-01-13 10:00:00")};
  EXPECT_EQ(fixture.verdicts(evening), "01-13:halted");
  fixture.state.halt->at = ny("2025-01-13 16:10:00");  // too late to be the reason
  EXPECT_EQ(fixture.verdicts(evening), "01-13:missed");
  fixture.state.halt.reset();
  fixture.kill_file = true;
  EXPECT_EQ(fixture.verdicts(evening), "01-13:halted");
  fixture.kill_file = false;
  fixture.state.open_run = RunId("20250113-155500-7");
  fixture.state.open_run_session = day("2025-01-13");
  EXPECT_EQ(fixture.verdicts(evening), "01-13:unfinished");
  fixture.state.open_run.reset();
  fixture.account.schedule.frequency = schedule::Frequency::kWeekly;  // Friday's turn
  EXPECT_EQ(fixture.verdicts(evening), "01-13:nothing_due");
}

// A run that was killed behind its orders and whose later start was turned away: something did run.
TEST(Watchdog, DoesNotSayThatNothingRanWhereOrdersWereSent) {
  WatchdogFixture fixture;
  fixture.since = ny("2025-01-13 09:00:00");
  ledger::SessionRecord& session = fixture.state.sessions[day("2025-01-13")];
  session.start_rejected = true;
  session.orders_sent = 1;
  const auto judged = judge_sessions(fixture.input("2025-01-13 16:20:00"));
  ASSERT_EQ(judged.size(), 1U);
  EXPECT_EQ(judged[0].verdict, Verdict::kUnfinished);
  EXPECT_EQ(judged[0].sentence, "orders were sent on 2025-01-13, and no run of that session came to its end");
}

TEST(Watchdog, ComparesPositionsAndOrders) {
  WatchdogFixture fixture;
  fixture.state.managed[Symbol("SPY")] = Quantity::from_whole(10);
  BrokerView broker;
  broker.positions[Symbol("SPY")] = Quantity::from_whole(10);
  EXPECT_TRUE(compare_with_broker(fixture.input("2025-01-13 16:20:00"), broker).empty());
  broker.positions[Symbol("SPY")] = Quantity::from_whole(20);
  broker.positions[Symbol("KO")] = Quantity::from_whole(3);  // not ours to look at
  OpenOrder order;
  order.key = OrderKey("RB1.20250113.1.SPY.B.ab");
  order.symbol = Symbol("SPY");
  broker.open_orders = {order};
  order.key = OrderKey("mine by hand");
  broker.open_orders.push_back(order);
  const auto found = compare_with_broker(fixture.input("2025-01-13 16:20:00"), broker);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].kind, MismatchKind::kPosition);
  EXPECT_EQ(found[0].symbol, Symbol("SPY"));
  EXPECT_EQ(found[1].kind, MismatchKind::kOpenOrder);
}

// A run was killed behind its order, which filled.
orders::OrderRecord sent_order(const char* symbol, int shares) {
  orders::OrderRecord order;
  order.key = OrderKey("RB1.20250113.1.SPY.B.ab");
  order.symbol = Symbol(symbol);
  order.quantity = Quantity::from_whole(shares);
  order.state = OrderState::kSending;
  order.order_id = ClientOrderId{7};
  return order;
}

TEST(Watchdog, AFillThatTheNextRunBooksIsNoPositionToExplain) {
  WatchdogFixture fixture;
  const orders::OrderRecord order = sent_order("SPY", 10);
  fixture.state.orders[order.key] = order;
  BrokerView broker;
  broker.positions[Symbol("SPY")] = Quantity::from_whole(10);
  broker.positions[Symbol("TLT")] = Quantity::from_whole(3);
  const auto found = compare_with_broker(fixture.input("2025-01-13 16:20:00"), broker);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].kind, MismatchKind::kPosition);
  EXPECT_EQ(found[0].symbol, Symbol("TLT"));
  EXPECT_EQ(found[1].kind, MismatchKind::kUnbookedFill);
  EXPECT_EQ(found[1].sentence,
            "SPY: the fill of our order RB1.20250113.1.SPY.B.ab (BUY 10 SPY) is not booked yet: broker 10, ledger 0; "
            "the next run books it");
  EXPECT_EQ(found[2].kind, MismatchKind::kOrderState);
}

PreflightFacts all_well() {
  PreflightFacts facts;
  facts.now = ny("2025-01-13 15:35:00");
  facts.accounts = {AccountId("DU0000001")};
  facts.server_time = facts.now;
  facts.values.set("TradingType-S", "", "STKCASH");
  facts.values.set("NetLiquidation", "USD", "10000");
  facts.values.set("TotalCashValue", "USD", "5000");
  facts.data = {{.symbol = Symbol("SPY"), .last = day("2025-01-10"), .problem = {}},
                {.symbol = Symbol("TLT"), .last = day("2025-01-10"), .problem = {}}};
  facts.disk = {.bytes = 1ULL << 40, .files = 1U << 20};
  return facts;
}

struct NotReadyCase {
  const char* what;
  std::function<void(PreflightFacts&, ledger::LedgerState&, MonitoredAccount&)> break_it;
  int exit_code;
  const char* to_do;  // begins with
};

TEST(Preflight, NamesTheOneThingToDo) {
  WatchdogFixture fixture;
  const Readiness well = judge_readiness(all_well(), {}, fixture.account, fixture.calendar);
  EXPECT_TRUE(well.ready);
  EXPECT_EQ(well.exit_code, 0);
  EXPECT_EQ(well.to_do, "");
  const NotReadyCase cases[] = {
      {"gateway closed",
       [](auto& f, auto&, auto&) {
         f.gateway = Error{ErrorCode::kRefused, "refused", "127.0.0.1:7497", ""};
       },
       5, "Start TWS"},
      {"not logged in",
       [](auto& f, auto&, auto&) {
         f.gateway = Error{ErrorCode::kLogin, "silent", "", ""};
       },
       5, "Log in"},
      {"another account", [](auto& f, auto&, auto&) { f.accounts = {AccountId("DU7")}; }, 6,
       "Log in with the right user"},
      {"a further account", [](auto& f, auto&, auto&) { f.accounts.push_back(AccountId("DU7")); }, 6, "Name it"},
      {"margin", [](auto& f, auto&, auto&) { f.values.set("TradingType-S", "", "STKMRGN"); }, 6, "Have IBKR"},
      {"no type", [](auto& f, auto&, auto&) { f.values.set("TradingType-S", "", ""); }, 6, "Set accounts.type"},
      {"no dollars", [](auto& f, auto&, auto&) { f.values.set("NetLiquidation", "USD", ""); }, 6, "Use an account"},
      {"no cash in dollars", [](auto& f, auto&, auto&) { f.values.set("TotalCashValue", "USD", ""); }, 6,
       "Use an account"},
      {"clock", [](auto& f, auto&, auto&) { f.server_time = f.now - std::chrono::seconds(11); }, 6,
       "Set this machine's clock"},
      {"no data",
       [](auto& f, auto&, auto&) {
         for (auto& s : f.data) s.problem = "rule 6";
       },
       4, "bot fetch"},
      {"disk", [](auto& f, auto&, auto&) { f.disk->bytes = 100ULL * 1024 * 1024; }, 4, "Free some space"},
      {"inodes", [](auto& f, auto&, auto&) { f.disk->files = 3; }, 4, "Free some space"},
      {"ledger",
       [](auto& f, auto&, auto&) {
         f.ledger = Error{ErrorCode::kIo, "damaged", "x", ""};
       },
       4, "bot audit verify"},
      {"halt",
       [](auto&, auto& s, auto&) {
         s.halt = ledger::HaltLatch{.id = "H9", .reason = ledger::HaltReason::kOperator, .why = "y"};
       },
       6, "Find out why, then bot resume --halt H9"},
      {"kill file", [](auto& f, auto&, auto&) { f.kill_file = ports::KillFile{.why = "stop"}; }, 6,
       "Find out why, then bot resume --halt FILE"},
      {"not armed",
       [](auto& f, auto&, auto& a) {
         a.mode = Mode::kLive;
         f.arming = "not armed";
       },
       6, "bot arm"},
  };
  for (const NotReadyCase& c : cases) {
    PreflightFacts facts = all_well();
    ledger::LedgerState state;
    MonitoredAccount account = fixture.account;
    c.break_it(facts, state, account);
    const Readiness readiness = judge_readiness(facts, state, account, fixture.calendar);
    EXPECT_FALSE(readiness.ready) << c.what;
    EXPECT_EQ(readiness.exit_code, c.exit_code) << c.what;
    EXPECT_TRUE(readiness.to_do.starts_with(c.to_do)) << c.what << ": " << readiness.to_do;
  }
}

TEST(Preflight, WarnsWithoutStopping) {
  WatchdogFixture fixture;
  PreflightFacts facts = all_well();
  facts.data[0].problem = "rule 4";
  facts.server_time = facts.now + std::chrono::seconds(5);
  facts.alerts_waiting = 3;
  fixture.account.mode = Mode::kLive;
  facts.arming_expires = facts.now + std::chrono::hours(48);
  const Readiness readiness = judge_readiness(facts, {}, fixture.account, fixture.calendar);
  EXPECT_TRUE(readiness.ready);
  std::string warned;
  for (const Check& check : readiness.checks)
    if (check.status == CheckStatus::kWarning) warned += check.name + " ";
  EXPECT_EQ(warned, "arming clock data alerts ");
}

TEST(Preflight, IsReadyWhereTheRunBooksTheDifference) {
  const WatchdogFixture fixture;
  PreflightFacts facts = all_well();
  facts.unbooked = {{.symbol = Symbol("SPY"),
                     .broker = Quantity::from_whole(10),
                     .explained = Quantity{},
                     .key = OrderKey("RB1.20250113.1.SPY.B.ab"),
                     .side = Side::kBuy,
                     .quantity = Quantity::from_whole(10)}};
  const Readiness readiness = judge_readiness(facts, {}, fixture.account, fixture.calendar);
  EXPECT_TRUE(readiness.ready) << readiness.to_do;
  const auto positions = std::ranges::find(readiness.checks, std::string("positions"), &Check::name);
  ASSERT_NE(positions, readiness.checks.end());
  EXPECT_EQ(positions->status, CheckStatus::kWarning);
  EXPECT_NE(positions->text.find("is not booked yet"), std::string::npos) << positions->text;
  facts.unexplained = {
      {.symbol = Symbol("TLT"), .broker = Quantity::from_whole(3), .explained = Quantity{}, .proposal = "transfer"}};
  EXPECT_EQ(judge_readiness(facts, {}, fixture.account, fixture.calendar).to_do, "bot accept-positions");
}

TEST(Preflight, IsNotReadyWhereNoAlertCanGoOut) {
  const WatchdogFixture fixture;
  PreflightFacts facts = all_well();
  facts.outbox = Error{ErrorCode::kIo, "Permission denied", "state/outbox/pending", "Check owner and permissions."};
  const Readiness readiness = judge_readiness(facts, {}, fixture.account, fixture.calendar);
  EXPECT_FALSE(readiness.ready);
  EXPECT_EQ(readiness.exit_code, 4);
  EXPECT_EQ(readiness.to_do, "Check owner and permissions.");
  EXPECT_NE(readiness.checks.back().text.find("state/outbox/pending"), std::string::npos);
}

ledger::NavPoint nav(const char* date, double equity, double deposits = 0, bool unmeasured = false) {
  return {.session = day(date), .equity = usd(equity), .deposits = usd(deposits), .unmeasured = unmeasured};
}

TEST(Returns, AreTimeWeightedAndNetOfDeposits) {
  const std::vector<ledger::NavPoint> navs = {nav("2024-12-30", 10000), nav("2024-12-31", 10100),
                                              nav("2025-01-02", 10201), nav("2025-01-31", 15302.5, 5101.5),
                                              nav("2025-02-03", 15455.525)};
  const Returns returns = compute_returns(navs, day("2025-02-03"));
  EXPECT_NEAR(*returns.day.value, 0.01, 1e-12);
  EXPECT_NEAR(*returns.month.value, 0.01, 1e-12);
  EXPECT_EQ(returns.month.since, day("2025-01-31"));
  EXPECT_NEAR(*returns.year.value, 1.01 * (10201.0 / 10201.0) * 1.01 - 1, 1e-12);  // the deposit earned nothing
  EXPECT_EQ(returns.year.since, day("2024-12-31"));
  EXPECT_NEAR(*returns.whole.value, 1.01 * 1.01 * 1.0 * 1.01 - 1, 1e-12);
  EXPECT_EQ(returns.whole.since, day("2024-12-30"));
}

TEST(Returns, WhatIsNotKnownIsAbsent) {
  EXPECT_FALSE(compute_returns({}, day("2025-02-03")).year.value);
  const Returns first = compute_returns({nav("2025-02-03", 10000)}, day("2025-02-03"));
  EXPECT_FALSE(first.day.value);
  EXPECT_FALSE(first.whole.value);
  EXPECT_FALSE(compute_returns({nav("2025-02-03", 10000)}, day("2025-02-04")).day.value);
  const Returns taken =
      compute_returns({nav("2025-02-03", 10000), nav("2025-02-04", 20000, 0, true)}, day("2025-02-04"));
  EXPECT_FALSE(taken.day.value);
  EXPECT_EQ(taken.day.unmeasured, 1);
  const Returns after = compute_returns(
      {nav("2025-02-03", 10000), nav("2025-02-04", 20000, 0, true), nav("2025-02-05", 20200)}, day("2025-02-05"));
  EXPECT_NEAR(*after.year.value, 0.01, 1e-12);
  EXPECT_EQ(after.year.unmeasured, 1);
}

TEST(Returns, BenchmarkOverTheSameSessions) {
  Returns returns = compute_returns({nav("2025-02-03", 10000), nav("2025-02-04", 10000)}, day("2025-02-04"));
  const std::vector<Bar> bars = {{day("2025-02-03"), 1, 1, 1, 400, 1, 390.0},
                                 {day("2025-02-04"), 1, 1, 1, 402, 1, 397.8}};
  add_benchmark(returns, day("2025-02-04"), bars);
  EXPECT_NEAR(*returns.day.benchmark, 0.02, 1e-12);
  Returns unknown = compute_returns({nav("2025-02-03", 10000), nav("2025-02-04", 10000)}, day("2025-02-04"));
  add_benchmark(unknown, day("2025-02-04"), std::vector<Bar>(bars.begin() + 1, bars.end()));
  EXPECT_FALSE(unknown.day.benchmark);
}

TEST(Returns, TheLedgerKeepsWhatTheyAreMadeOf) {
  ledger::LedgerState state;
  const auto add = [&](ledger::EventBody body) {
    ledger::apply(state, {.at = UtcTime{}, .run = RunId("r"), .body = std::move(body)});
  };
  const auto recorded = [&](const char* date, double equity) {
    add(ledger::NavRecorded{.session = day(date),
                            .net_liquidation = usd(equity),
                            .cash = {},
                            .cash_anchor = {},
                            .positions = {},
                            .outside = {}});
  };
  recorded("2025-02-03", 9990);
  recorded("2025-02-03", 10000);  // the same session, later
  add(ledger::CashMovement{.amount = usd(12), .session = day("2025-02-04"), .explanation = "dividend"});
  recorded("2025-02-04", 10012);
  add(ledger::CashMovement{.amount = usd(-2000), .session = day("2025-02-05"), .explanation = "withdrawal"});
  recorded("2025-02-05", 8012);
  add(ledger::PositionsAccepted{.explanation = "", .by = ""});
  recorded("2025-02-06", 9000);
  EXPECT_EQ(state.navs,
            (std::vector<ledger::NavPoint>{nav("2025-02-03", 10000), nav("2025-02-04", 10012),
                                           nav("2025-02-05", 8012, -2000), nav("2025-02-06", 9000, 0, true)}));
  EXPECT_NEAR(*compute_returns(state.navs, day("2025-02-05")).day.value, 0, 1e-12);
  EXPECT_NEAR(*compute_returns(state.navs, day("2025-02-04")).day.value, 0.0012, 1e-12);
}

}  // namespace bot::monitor::test
