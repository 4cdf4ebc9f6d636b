// What `bot doctor` makes of a machine, the ways to the owner, the timers and the gateway.
#include "monitor/doctor.hpp"

#include <gtest/gtest.h>

#include "broker/tws_codes.hpp"
#include "monitor/judgements.hpp"
#include "monitor/preflight.hpp"
#include "unit/monitor/monitored_world.hpp"
#include "unit/run/outside_position.hpp"

namespace bot::monitor {
namespace {

struct Patient : MonitoredWorld {
  DoctorOptions doctor;
  CheckList list;

  Patient() {
    doctor.account = monitored();
    doctor.account.ledger_folder = "state";
    doctor.state_folder = "state";
    doctor.cache_folder = "cache";
  }
  [[nodiscard]] DoctorPorts ports() {
    return {.loop = loop,
            .files = files,
            .disk = disk_of_machine,
            .store = store,
            .calendar = calendar,
            .arming_facts = [] { return ledger::ArmingFacts{}; }};
  }
  void look_at_gateway(const std::optional<std::map<Symbol, std::string>>& refused = std::map<Symbol, std::string>{}) {
    check_gateway(ports(), doctor, gateway, state(), refused, list);
  }
  // The lines of one check as "status: text".
  [[nodiscard]] std::vector<std::string> lines(const std::string& check) const {
    std::vector<std::string> all;
    for (const Check& line : list)
      if (line.name == check) all.push_back(std::string(name(line.status)) + ": " + line.text);
    return all;
  }
  using Lines = std::vector<std::string>;
};

TEST(Doctor, AWholeGatewayIsGoodInEveryLine) {
  Patient patient;
  patient.look_at_gateway();
  for (const Check& line : patient.list) EXPECT_EQ(line.status, CheckStatus::kGood) << line.name << ": " << line.text;
  EXPECT_EQ(patient.lines("account"), Patient::Lines{"good: DU***001 is a paper cash account"});
  EXPECT_EQ(patient.lines("contracts"),
            Patient::Lines{"good: 4 contracts known, 0 pinned by the ledger and as pinned"});
}

TEST(Doctor, AGatewayThatIsNotThereStopsTheQuestions) {
  Patient patient;
  patient.broker.faults.connect_failures = 1;
  patient.look_at_gateway();
  ASSERT_EQ(patient.list.size(), 2U);
  EXPECT_EQ(patient.list[0].name, "gateway");
  EXPECT_EQ(patient.list[0].status, CheckStatus::kBad);
  EXPECT_EQ(patient.list[1].name, "not_asked");
}

TEST(Doctor, AccountsAreJudgedAsTheRunJudgesThem) {
  Patient other;
  other.broker.accounts = {AccountId{"DU7654321"}};
  other.look_at_gateway();
  EXPECT_EQ(other.lines("account"), Patient::Lines{"bad: the gateway is logged in to 1 account, not to DU0000001"});

  Patient foreign;
  foreign.broker.accounts = {kOurs, AccountId{"DU7654321"}};
  foreign.look_at_gateway();
  EXPECT_EQ(foreign.lines("account").front(), "bad: the gateway also has account DU7654321");

  Patient margin;
  margin.broker.trading_type = "STKMRGN";
  margin.look_at_gateway();
  EXPECT_EQ(margin.lines("account"),
            Patient::Lines{"bad: the account's type is stkmrgn, only cash accounts are supported"});

  Patient stated;
  stated.broker.trading_type = "";
  stated.look_at_gateway();
  EXPECT_EQ(stated.lines("account"), Patient::Lines{"bad: the gateway does not say that this is a cash account"});
  stated.list.clear();
  stated.doctor.account.configured_type = AccountType::kCash;
  stated.look_at_gateway();
  EXPECT_EQ(
      stated.lines("account"),
      Patient::Lines{"good: DU***001 is a paper cash account, as accounts.type says; the gateway does not report it"});
}

// A run refuses it by R16, so nobody may call it ready.
TEST(Doctor, AnAccountWithoutCashInDollarsIsRefusedAsByTheRun) {
  Patient patient;
  patient.broker.reports_cash = false;
  patient.look_at_gateway();
  EXPECT_EQ(patient.lines("currency"), Patient::Lines{"bad: the gateway gives no TotalCashValue in USD"});
}

// As the run and the check before it see it: under a ticker that nobody has met stands what the broker means by it.
TEST(Doctor, AnotherContractOfATickerNobodyMetIsTheOwnersOwn) {
  Patient patient;
  patient.broker.others = {test::outside_position("QQQ", 888'002, 5)};
  patient.look_at_gateway();
  EXPECT_EQ(patient.lines("holdings"), Patient::Lines{"good: 1 held beside what is managed, left alone"});
  patient.list.clear();
  patient.doctor.account.unmanaged_positions = ledger::Unmanaged::kRefuse;
  patient.look_at_gateway();
  EXPECT_EQ(patient.lines("holdings"),
            Patient::Lines{"bad: the account holds 5 QQQ (STK USD, contract 888002), which is not in the universe, and "
                           "execution.unmanaged_positions is refuse"});
}

// The doctor and the preflight check say of a clock and of a disk what the other says.
TEST(Doctor, AgreesWithThePreflightCheck) {
  const auto line = [](const Readiness& readiness, std::string_view name) {
    const auto found = std::ranges::find(readiness.checks, name, &Check::name);
    return found == readiness.checks.end() ? std::string() : found->text;
  };
  const Patient patient;
  PreflightFacts facts;
  facts.now = patient.loop.now();
  for (const int milliseconds : {0, 999, 2000, 2001, -10'001}) {
    facts.server_time = facts.now - Duration{milliseconds};
    EXPECT_EQ(line(judge_readiness(facts, {}, patient.doctor.account, patient.calendar), "clock"),
              judge_clock(broker::clock_skew(facts.now, *facts.server_time)).text);
  }
  for (const std::uint64_t mebibytes : {100U, 199U, 200U, 999U, 1000U}) {
    facts.disk = ports::DiskSpace{.bytes = mebibytes << 20U, .files = 5000};
    EXPECT_EQ(line(judge_readiness(facts, {}, patient.doctor.account, patient.calendar), "disk"),
              judge_disk(*facts.disk).text);
  }
}

TEST(Doctor, AReadOnlyApiAndRefusedSymbolsAreNamed) {
  Patient patient;
  for (const Symbol& symbol : patient.options.universe)
    patient.broker.faults.what_if_refusals[symbol] = broker::code::kInvalidRequest;
  patient.look_at_gateway(std::map<Symbol, std::string>{{Symbol{"GLD"}, "code 201, no permission"}});
  EXPECT_EQ(patient.lines("read_only"),
            Patient::Lines{"bad: the gateway's API is read-only: every order would be refused"});
  EXPECT_EQ(patient.lines("permissions"),
            Patient::Lines{"warning: this account was last refused GLD (code 201, no permission)"});
}

TEST(Doctor, TheLastAnswerAboutAPermissionCounts) {
  const auto event = [](ledger::EventBody body) { return ledger::LedgerEvent{.body = std::move(body)}; };
  ledger::PermissionRefused refused;
  refused.symbol = Symbol{"GLD"};
  refused.code = 201;
  refused.reason = "no permission";
  ledger::PermissionProven proven;
  proven.symbol = Symbol{"GLD"};
  EXPECT_EQ(refused_symbols({event(refused)}),
            (std::map<Symbol, std::string>{{Symbol{"GLD"}, "code 201, no permission"}}));
  EXPECT_TRUE(refused_symbols({event(refused), event(proven)}).empty());
}

TEST(Doctor, FilesOfSecretsAreTheirOwnersAlone) {
  const auto status = [](ports::FileMode mode) { return judge_private_file("the file", "x", mode).status; };
  EXPECT_EQ(status({.bits = 0600, .is_symlink = false, .is_ours = true}), CheckStatus::kGood);
  EXPECT_EQ(status({.bits = 0640, .is_symlink = false, .is_ours = true}), CheckStatus::kBad);
  EXPECT_EQ(status({.bits = 0600, .is_symlink = true, .is_ours = true}), CheckStatus::kBad);
  EXPECT_EQ(status({.bits = 0600, .is_symlink = false, .is_ours = false}), CheckStatus::kBad);
}

TEST(Doctor, LimitsOfClockDiskAndCalendar) {
  using std::chrono::milliseconds;
  constexpr std::uint64_t kMebibyte = 1024ULL * 1024;
  EXPECT_EQ(judge_clock(milliseconds{-2000}).status, CheckStatus::kGood);
  EXPECT_EQ(judge_clock(milliseconds{2001}).text, "this computer's clock is 2.0 s ahead of the gateway's");
  EXPECT_EQ(judge_clock(milliseconds{-10'001}).status, CheckStatus::kBad);
  EXPECT_EQ(judge_disk({.bytes = 200 * kMebibyte - 1, .files = 5000}).status, CheckStatus::kBad);
  EXPECT_EQ(judge_disk({.bytes = 200 * kMebibyte, .files = 5000}).status, CheckStatus::kWarning);
  EXPECT_EQ(judge_disk({.bytes = 1000 * kMebibyte, .files = 5000}).status, CheckStatus::kGood);
  EXPECT_EQ(judge_disk({.bytes = 1000 * kMebibyte, .files = 999}).status, CheckStatus::kBad);
  const Date last = make_date(2027, 12, 31);
  EXPECT_EQ(judge_horizon(make_date(2025, 1, 2), last).status, CheckStatus::kGood);
  EXPECT_EQ(judge_horizon(make_date(2027, 6, 1), last).status, CheckStatus::kWarning);
  EXPECT_EQ(judge_horizon(make_date(2028, 1, 3), last).status, CheckStatus::kBad);
}

TEST(Doctor, TheBestTimerCounts) {
  using Timers = std::vector<TradingTimer>;
  EXPECT_EQ(judge_timers(std::nullopt).status, CheckStatus::kWarning);
  EXPECT_EQ(judge_timers(Timers{{}, {.scope = TimerScope::kUser}}).text,
            "no timer is installed: runs start by hand only");
  const TradingTimer stopped{.scope = TimerScope::kUser, .loaded = true, .active = "inactive"};
  EXPECT_EQ(judge_timers(Timers{{}, stopped}).fix, "systemctl --user enable --now portfolio-rebalance.timer");
  const TradingTimer spent{.loaded = true, .active = "active"};
  EXPECT_EQ(judge_timers(Timers{spent, {}}).status, CheckStatus::kBad);
  TradingTimer running = spent;
  running.next = parse_utc("2026-01-15T20:55:00Z").value();
  EXPECT_EQ(judge_timers(Timers{running, stopped}).text, "the system timer next fires 2026-01-15 15:55:00 ET");
}

TEST(Doctor, TheMachineIsReadLineByLine) {
  Patient patient;
  patient.doctor.config_warnings = {{ErrorCode::kConfig, "a key twice", "config.yaml:3", {}}};
  patient.files.files[".env"] = "X=1";
  patient.disk_of_machine.mode.bits = 0644;
  patient.files.files["state/HALT"] = "";
  check_machine(patient.ports(), patient.doctor, patient.state(), patient.list);
  EXPECT_EQ(patient.lines("config"),
            (Patient::Lines{"good: configuration read: built-in defaults", "warning: a key twice (config.yaml:3)"}));
  EXPECT_EQ(patient.lines("secrets").front(),
            "bad: the file of secrets (.env) has mode 0644: others can read or change it");
  EXPECT_EQ(patient.lines("cache"), Patient::Lines{"warning: no bars in cache for GLD, IEF, QQQ, SPY"});
  EXPECT_EQ(patient.lines("halt"), Patient::Lines{"bad: the kill switch is set: state/HALT"});
}

// The doctor's own sentences once named neither the reason in the kill file nor the way to a ledger that is broken.
TEST(Doctor, SaysOfLedgerAndHaltWhatTheCheckBeforeTheRunSays) {
  const ledger::HaltLatch latch{.id = "H9", .reason = ledger::HaltReason::kOperator, .why = "looking into it"};
  ledger::LedgerState halted;
  halted.halt = latch;
  ledger::LedgerState recorded;
  recorded.events = 7;
  const Error damaged{ErrorCode::kIo, "damaged", "state/ledger.sqlite", {}};
  for (const Result<ledger::LedgerState>& state :
       {Result<ledger::LedgerState>(halted), Result<ledger::LedgerState>(recorded),
        Result<ledger::LedgerState>(fail(damaged))}) {
    Patient patient;
    patient.files.files["state/HALT"] = "by hand\n";
    check_machine(patient.ports(), patient.doctor, state, patient.list);
    PreflightFacts facts;
    facts.kill_file = ports::KillFile{.why = "by hand"};
    if (!state) facts.ledger = state.error();
    const Readiness readiness =
        judge_readiness(facts, state.value_or(ledger::LedgerState{}), patient.doctor.account, patient.calendar);
    for (const Check& check : readiness.checks)
      if (check.name == "ledger" || check.name == "halt") {
        const auto same = std::ranges::find(patient.list, check.name, &Check::name);
        ASSERT_NE(same, patient.list.end()) << check.name;
        EXPECT_EQ(same->text, check.text);
        EXPECT_EQ(same->fix, check.fix);
      }
  }
}

TEST(Doctor, TheWaysToTheOwner) {
  AlertChannels channels{.variables = {.webhook = "HOOK", .dead_man = "DEAD"}};
  const auto texts = [&] {
    CheckList list;
    check_alert_channels(channels, list);
    return std::vector<std::string>{list.at(0).text, list.at(1).text};
  };
  channels.alerts_waiting = 1;
  EXPECT_EQ(texts()[0], "no webhook is set (HOOK): 1 alert waiting for more than ten minutes");
  EXPECT_EQ(texts()[1], "no dead-man's switch (DEAD): a day on which this machine is off passes in silence");
  channels.webhook_set = channels.dead_man_set = true;
  channels.alerts_waiting = 2;
  channels.dead_man_problem = "HTTP 500";
  EXPECT_EQ(texts()[0], "a webhook is set, 2 alerts waiting for it for more than ten minutes");
  EXPECT_EQ(texts()[1], "the dead-man's address did not answer last time: HTTP 500");
  channels.silence = "HTTP 400 since Monday";
  EXPECT_EQ(texts()[0], "no alert gets through: HTTP 400 since Monday");
  channels.webhook_given_up = true;
  EXPECT_EQ(texts()[0], "no alert gets through: the webhook said that it does not exist any more; alerts wait");
}

TEST(Doctor, AnOutboxThatCannotBeReadSaysNothingOfAWebhook) {
  const Error denied{ErrorCode::kIo, "Permission denied", "state/outbox/pending", "Check owner and permissions."};
  for (const bool set : {false, true}) {
    CheckList list;
    check_alert_channels({.variables = {.webhook = "HOOK", .dead_man = "DEAD"},
                          .webhook_set = set,
                          .outbox = denied,
                          .dead_man_set = set},
                         list);
    ASSERT_EQ(list.size(), 3U);
    EXPECT_EQ(list[0].status, CheckStatus::kBad);
    EXPECT_EQ(
        list[0].text,
        "the outbox of the alerts cannot be read, so alerts may not go out: Permission denied (state/outbox/pending)");
    EXPECT_EQ(list[0].fix, "Check owner and permissions.");
    EXPECT_EQ(list[1].text, set ? "a webhook is set" : "no webhook is set (HOOK)");
    EXPECT_EQ(list[2].text, set ? "a dead-man's switch is set"
                                : "no dead-man's switch is set here (DEAD), and whether another program's has answered "
                                  "stands in the outbox");
  }
}

}  // namespace
}  // namespace bot::monitor
