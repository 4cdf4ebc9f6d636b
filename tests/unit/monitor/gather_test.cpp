// What the checks around a run gather over ports, for the commands and the simulation alike.
#include <gtest/gtest.h>

#include "broker/account_judgements.hpp"
#include "calendar/new_york.hpp"
#include "ledger/operations.hpp"
#include "monitor/gather_preflight.hpp"
#include "monitor/gather_summary.hpp"
#include "monitor/gather_watchdog.hpp"
#include "unit/monitor/monitored_world.hpp"
#include "unit/run/outside_position.hpp"

namespace bot::monitor {
namespace {

using test::FakeBroker;

struct MonitoredDay : MonitoredWorld {
  MonitoredAccount account = monitored();

  [[nodiscard]] data::UniverseOptions universe() const { return {.symbols = options.universe, .data = options.data}; }
  [[nodiscard]] data::RefreshOptions refresh() const {
    data::RefreshOptions refresh;
    refresh.start = options.data.start;
    return refresh;
  }
  [[nodiscard]] PreflightFacts preflight(const GatewayAccess& through) {
    return gather_preflight({.loop = loop,
                             .files = files,
                             .store = store,
                             .calendar = calendar,
                             .gateway = through,
                             .disk = &disk_of_machine,
                             .alerts_waiting = [] { return Result<std::uint64_t>(2); },
                             .arming_facts = [] { return ledger::ArmingFacts{}; }},
                            {.account = account, .universe = universe(), .refresh = refresh()}, state());
  }
  [[nodiscard]] WatchdogFindings watchdog() {
    const ledger::LedgerState now_known = state();
    return gather_watchdog(loop, gateway,
                           {.now = loop.now(),
                            .state = now_known,
                            .account = account,
                            .calendar = calendar,
                            .since = calendar::from_new_york(make_date(2026, 3, 3), std::chrono::hours{9}),
                            .kill_file = false});
  }
};

// The evening of a session after a run that bought.
struct Evening : MonitoredDay {
  Evening() {
    EXPECT_EQ(trade().exit_code, 0);
    at(make_date(2026, 3, 3), 16, 40);
  }
};

TEST(GatherPreflight, BringsTheCacheUpToDateAndFindsAllThere) {
  Evening evening;
  evening.store.files.clear();
  const PreflightFacts facts = evening.preflight(evening.gateway);
  EXPECT_FALSE(facts.gateway);
  EXPECT_EQ(facts.accounts, std::vector{kOurs});
  EXPECT_EQ(broker::reported_account_type(facts.values), "STKCASH");
  EXPECT_EQ(facts.alerts_waiting, 2U);
  EXPECT_EQ(facts.disk->bytes, 1ULL << 40);
  ASSERT_EQ(facts.data.size(), 4U);
  for (const SymbolFacts& symbol : facts.data) EXPECT_EQ(symbol.last, make_date(2026, 3, 3)) << symbol.symbol.value();
  EXPECT_TRUE(judge_readiness(facts, evening.state(), evening.account, evening.calendar).ready);
}

// The simulation's own copy of the check once looked under no currency only.
TEST(GatherPreflight, TheAccountTypeMayStandUnderUsd) {
  Evening evening;
  evening.broker.trading_type_currency = "USD";
  const PreflightFacts facts = evening.preflight(evening.gateway);
  EXPECT_EQ(broker::reported_account_type(facts.values), "STKCASH");
  EXPECT_TRUE(judge_readiness(facts, evening.state(), evening.account, evening.calendar).ready);
}

// The run refuses it (R16): it was called trade-ready here.
TEST(GatherPreflight, AnAccountWithoutCashInDollarsIsNotReady) {
  Evening evening;
  evening.broker.reports_cash = false;
  const PreflightFacts facts = evening.preflight(evening.gateway);
  const Readiness readiness = judge_readiness(facts, evening.state(), evening.account, evening.calendar);
  EXPECT_FALSE(readiness.ready);
  EXPECT_EQ(readiness.exit_code, 6);
  const auto account = std::ranges::find(readiness.checks, "account", &Check::name);
  ASSERT_NE(account, readiness.checks.end());
  EXPECT_EQ(account->text, "the gateway gives no TotalCashValue in USD");
}

// The run stops at it (P3): it was called trade-ready here.
TEST(GatherPreflight, APositionTheLedgerDidNotMakeIsNotReady) {
  Evening evening;
  evening.broker.set_position("GLD", 7);
  const PreflightFacts facts = evening.preflight(evening.gateway);
  const Readiness readiness = judge_readiness(facts, evening.state(), evening.account, evening.calendar);
  EXPECT_FALSE(readiness.ready);
  EXPECT_EQ(readiness.to_do, "bot accept-positions");
}

// As the run sees it: the check dropped such a holding from both lists and called a run ready that was refused.
TEST(GatherPreflight, AnotherContractOfATickerNobodyMetIsTheOwnersOwn) {
  MonitoredDay day;
  day.broker.others = {test::outside_position("QQQ", 888'002, 5)};
  day.account.unmanaged_positions = ledger::Unmanaged::kRefuse;
  const PreflightFacts facts = day.preflight(day.gateway);
  EXPECT_TRUE(facts.unexplained.empty());
  ASSERT_EQ(facts.outside.size(), 1U);
  EXPECT_EQ(facts.outside.front().con_id, ConId{888'002});
  const Readiness readiness = judge_readiness(facts, day.state(), day.account, day.calendar);
  EXPECT_FALSE(readiness.ready);
  EXPECT_EQ(readiness.exit_code, 6);
}

TEST(GatherPreflight, WithoutAGatewayTheMachineIsLookedAtAllTheSame) {
  Evening evening;
  evening.files.files["state/HALT"] = "by hand";
  const PreflightFacts facts = evening.preflight(GatewayAccess(Error{ErrorCode::kRefused, "closed", {}, {}}));
  ASSERT_TRUE(facts.gateway);
  EXPECT_EQ(facts.gateway->what, "closed");
  ASSERT_TRUE(facts.kill_file);
  EXPECT_EQ(facts.kill_file->why, "by hand");
  EXPECT_TRUE(facts.data.empty());
}

TEST(GatherPreflight, LiveTradingThatIsNotSwitchedOnIsNamed) {
  Evening evening;
  evening.account.mode = Mode::kLive;
  EXPECT_EQ(evening.preflight(evening.gateway).arming, "execution.live is false: bot trade --live refuses");
}

TEST(GatherWatchdog, FindsThatAllAgreesAndRecordsItOnce) {
  Evening evening;
  const WatchdogFindings findings = evening.watchdog();
  EXPECT_TRUE(findings.broker_read);
  EXPECT_TRUE(findings.mismatches.empty());
  EXPECT_EQ(exit_code(findings), 0);
  fakes::MemoryLedger ledger(evening.disk);
  ASSERT_TRUE(record_findings(ledger, findings, evening.loop.now()));
  EXPECT_EQ(ledger.state().watched_through, make_date(2026, 3, 3));
  const std::size_t events = evening.disk.events.size();
  ASSERT_TRUE(record_findings(ledger, findings, evening.loop.now()));
  EXPECT_EQ(evening.disk.events.size(), events);
}

// The simulation's own copy of the check once took orders of every account.
TEST(GatherWatchdog, OrdersOfOtherAccountsAreNotOurs) {
  Evening evening;
  OpenOrder order;
  order.account = AccountId{"DU7"};
  order.key = OrderKey{"RB1.20260303.1.SPY.B.ab"};
  order.symbol = Symbol{"SPY"};
  evening.broker.foreign_orders = {order};
  EXPECT_TRUE(evening.watchdog().mismatches.empty());
  evening.broker.foreign_orders.front().account = kOurs;
  const WatchdogFindings findings = evening.watchdog();
  ASSERT_EQ(findings.mismatches.size(), 1U);
  EXPECT_EQ(findings.mismatches.front().kind, MismatchKind::kOpenOrder);
  EXPECT_EQ(exit_code(findings), kExitNeedsAttention);
}

TEST(GatherWatchdog, AnotherContractOfATickerNobodyMetIsNoMismatch) {
  MonitoredDay day;
  day.to_next_session();
  day.broker.others = {test::outside_position("QQQ", 888'002, 5)};
  day.at(make_date(2026, 3, 4), 16, 20);
  const WatchdogFindings findings = day.watchdog();
  EXPECT_TRUE(findings.broker_read);
  EXPECT_TRUE(findings.mismatches.empty());
}

TEST(GatherWatchdog, AnUnreadableBrokerIsTheErrorsExitCode) {
  Evening evening;
  evening.broker.faults.open_orders_fail = true;
  const WatchdogFindings findings = evening.watchdog();
  EXPECT_FALSE(findings.broker_read);
  ASSERT_TRUE(findings.unread);
  EXPECT_EQ(exit_code(findings), exit_code(findings.unread->code));
}

TEST(GatherSummary, ComparesWithTheDecisionOfFinalBars) {
  Evening evening;
  fakes::MemoryLedger ledger(evening.disk);
  const auto events = *ledger.read_since(UtcTime{});
  const SummaryInput input{.session = make_date(2026, 3, 3), .events = events, .state = ledger.state()};
  const SummaryPorts ports{.loop = evening.loop,
                           .store = evening.store,
                           .log = evening.log,
                           .calendar = evening.calendar,
                           .gateway = evening.gateway};
  const SummaryOptions options{
      .universe = evening.universe(), .refresh = evening.refresh(), .decide = evening.options.decide};
  const DailySummary summary = gather_summary(ports, options, input);
  ASSERT_TRUE(summary.shadow) << summary.no_shadow;
  EXPECT_TRUE(summary.shadow->same);
  EXPECT_GT(summary.filled, 0);
}

TEST(GatherSummary, SaysWhyThereIsNoShadow) {
  Evening evening;
  fakes::MemoryLedger ledger(evening.disk);
  const auto events = *ledger.read_since(UtcTime{});
  const GatewayAccess nobody(Error{ErrorCode::kRefused, "closed", {}, {}});
  const SummaryPorts ports{.loop = evening.loop,
                           .store = evening.store,
                           .log = evening.log,
                           .calendar = evening.calendar,
                           .gateway = nobody};
  const SummaryOptions options{
      .universe = evening.universe(), .refresh = evening.refresh(), .decide = evening.options.decide};
  const auto on = [&](Date session) {
    return gather_summary(ports, options, {.session = session, .events = events, .state = ledger.state()}).no_shadow;
  };
  EXPECT_EQ(on(make_date(2026, 3, 2)), "nothing was decided on this session");
  EXPECT_TRUE(on(make_date(2026, 3, 3)).starts_with("no final bar yet of ")) << on(make_date(2026, 3, 3));
  EXPECT_NE(std::ranges::find(evening.log.lines, "final bars are taken from the cache alone: closed"),
            evening.log.lines.end());
}

}  // namespace
}  // namespace bot::monitor
