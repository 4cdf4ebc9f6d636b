// The check after the close from being due to its record: the same for the command and the simulation.
#include "checks/watchdog.hpp"

#include <gtest/gtest.h>

#include "checks/in_service.hpp"
#include "checks/options.hpp"
#include "checks/preflight.hpp"
#include "support/trade_world.hpp"

namespace bot::checks {
namespace {

// A day on which nothing ran, watched from its morning on.
struct MissedDay : test::TradeWorld {
  class Mail final : public ports::Notifier {
   public:
    Result<void> put(const ports::Alert& alert) override {
      if (full) return fail(ErrorCode::kIo, "no space left");
      alerts.push_back(alert);
      return {};
    }
    bool full = false;
    std::vector<ports::Alert> alerts;
  };
  Mail mail;
  std::vector<std::string> failures;
  const monitor::GatewayAccess gateway{[this]() -> Result<monitor::GatewayLink> {
    BOT_TRY(ports::BrokerSession session, broker.connect(loop.now() + std::chrono::seconds{10}));
    return monitor::GatewayLink{.session = std::move(session), .broker = broker, .bars = broker};
  }};

  const Program program{.files = files, .version = "1.0"};

  MissedDay() {
    at(make_date(2026, 3, 3), 16, 20);
    const InService known{.version = program.version,
                          .mode = std::string(name(account().mode)),
                          .since = calendar::from_new_york(make_date(2026, 3, 3), std::chrono::hours{9})};
    EXPECT_TRUE(note_in_service(files, account(), known));
  }
  [[nodiscard]] monitor::MonitoredAccount account() const { return monitored_account(options, "state"); }
  [[nodiscard]] Channels channels() {
    return {.notifier = mail,
            .knows = [](const ports::Alert&) -> Result<bool> { return false; },
            .alerts_waiting = {},
            .report_failure = [this](const std::string& why) { failures.push_back(why); }};
  }
  [[nodiscard]] Result<std::optional<Watchdog>> watch(schedule::Start start = schedule::Start::kTimer) {
    return watchdog({.loop = loop,
                     .files = files,
                     .log = log,
                     .calendar = calendar,
                     .gateway = gateway,
                     .open_ledger = [this]() -> Result<std::unique_ptr<ledger::Ledger>> {
                       return std::make_unique<fakes::MemoryLedger>(disk);
                     }},
                    account(), start, channels());
  }
  [[nodiscard]] monitor::PreflightPorts preflight_ports() {
    return {.loop = loop,
            .files = files,
            .store = store,
            .calendar = calendar,
            .gateway = gateway,
            .alerts_waiting = {},
            .silence = [] { return std::string("HTTP 400"); },
            .arming_facts = {}};
  }
};

TEST(Watchdog, ReportsAMissedRunOnceAndRecordsThatItLooked) {
  MissedDay day;
  const auto done = day.watch();
  ASSERT_TRUE(done && *done);
  EXPECT_EQ(exit_code((*done)->findings), kExitNeedsAttention);
  ASSERT_EQ(day.mail.alerts.size(), 1U);
  EXPECT_EQ(day.mail.alerts.front().kind, ports::AlertKind::kMissedRun);
  EXPECT_EQ(day.failures.size(), 1U);
  EXPECT_EQ(day.state().watched_through, make_date(2026, 3, 3));
  const auto again = day.watch();
  ASSERT_TRUE(again);
  EXPECT_FALSE(*again) << "the session was looked at";
  const auto by_hand = day.watch(schedule::Start::kHand);
  ASSERT_TRUE(by_hand);
  EXPECT_TRUE(*by_hand) << "a person may look as often as he likes";
}

TEST(Watchdog, LeavesWhatItCouldNotReportToTheNextOne) {
  MissedDay day;
  day.mail.full = true;
  ASSERT_TRUE(day.watch());
  EXPECT_FALSE(day.state().watched_through);
  EXPECT_TRUE(day.failures.empty());
  day.mail.full = false;
  ASSERT_TRUE(day.watch());
  EXPECT_EQ(day.mail.alerts.size(), 1U);
  EXPECT_EQ(day.state().watched_through, make_date(2026, 3, 3));
}

TEST(Watchdog, AnotherDaysTimerTouchesNoLedger) {
  MissedDay day;
  day.at(make_date(2026, 3, 4), 13, 20);
  const auto opened = [] { return Result<std::unique_ptr<ledger::Ledger>>(fail(ErrorCode::kLocked, "a run has it")); };
  const auto done = watchdog({.loop = day.loop,
                              .files = day.files,
                              .log = day.log,
                              .calendar = day.calendar,
                              .gateway = day.gateway,
                              .open_ledger = opened},
                             day.account(), schedule::Start::kTimer, day.channels());
  ASSERT_TRUE(done) << done.error().text();
  EXPECT_FALSE(*done);
}

TEST(Preflight, ReportsWhatKeepsTheRunAndWhatWasMissedBefore) {
  MissedDay day;
  day.at(make_date(2026, 3, 4), 15, 35);
  day.files.files["state/HALT"] = "by hand";
  const auto done = preflight(
      day.preflight_ports(), preflight_options(day.options, day.account()),
      [&](const auto&) { return LedgerReading{.state = day.state()}; }, schedule::Start::kTimer);
  ASSERT_TRUE(done && *done);
  EXPECT_EQ((*done)->slot, schedule::PreflightSlot::kBeforeRun);
  EXPECT_FALSE((*done)->readiness.ready);
  EXPECT_TRUE(std::ranges::any_of((*done)->readiness.checks, [](const monitor::Check& check) {
    return check.text == "no alert gets through: HTTP 400";
  }));
  day.files.files.erase("state/HALT");
  ASSERT_TRUE(notify_of(**done, day.preflight_ports(), day.account(), day.program, day.channels()));
  ASSERT_EQ(day.mail.alerts.size(), 2U);
  EXPECT_EQ(day.mail.alerts[0].kind, ports::AlertKind::kNotReady);
  EXPECT_EQ(day.mail.alerts[1].kind, ports::AlertKind::kMissedRun);
  EXPECT_EQ(day.failures, std::vector<std::string>{"not trade-ready: " + (*done)->readiness.to_do});
}

// By hand nothing else is reported: who types the command reads the answer.
TEST(Preflight, IntroducesTheProgramOnceAVersionAndModeAndKeepsSinceWhen) {
  MissedDay day;
  day.at(make_date(2026, 3, 4), 15, 35);
  const auto since = in_service_since(day.files, day.account());
  const auto check = [&](const std::string& version, Mode mode) {
    day.mail.alerts.clear();
    monitor::MonitoredAccount account = day.account();
    account.mode = mode;
    const auto done = preflight(
        day.preflight_ports(), preflight_options(day.options, account),
        [&](const auto&) { return LedgerReading{.state = day.state()}; }, schedule::Start::kHand);
    EXPECT_TRUE(
        done && *done &&
        notify_of(**done, day.preflight_ports(), account, {.files = day.files, .version = version}, day.channels()));
    EXPECT_TRUE(std::ranges::all_of(
        day.mail.alerts, [](const ports::Alert& alert) { return alert.kind == ports::AlertKind::kStartUp; }));
    return day.mail.alerts.size();
  };
  EXPECT_EQ(check("1.0", Mode::kPaper), 0U);
  EXPECT_EQ(check("1.1", Mode::kPaper), 1U);
  EXPECT_EQ(check("1.1", Mode::kPaper), 0U);
  EXPECT_EQ(check("1.1", Mode::kLive), 1U);
  ASSERT_TRUE(since);
  EXPECT_EQ(in_service_since(day.files, day.account()), since);
  day.files.files.clear();
  EXPECT_EQ(check("1.1", Mode::kLive), 1U);
  EXPECT_EQ(in_service_since(day.files, day.account()), day.loop.now());
}

TEST(Preflight, OutsideOfItsSlotsATimerReadsNothing) {
  MissedDay day;
  day.at(make_date(2026, 3, 4), 12, 35);
  bool read = false;
  const auto done = preflight(
      day.preflight_ports(), preflight_options(day.options, day.account()),
      [&](const auto&) {
        read = true;
        return LedgerReading{.state = day.state()};
      },
      schedule::Start::kTimer);
  ASSERT_TRUE(done);
  EXPECT_FALSE(*done);
  EXPECT_FALSE(read);
}

}  // namespace
}  // namespace bot::checks
