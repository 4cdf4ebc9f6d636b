// `bot preflight`: is everything there for the next run? Read-only towards the broker; brings the cache up to date.
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "monitor/gather_preflight.hpp"
#include "os/system_disk.hpp"
#include "ports/kill_file.hpp"
#include "report/check_notices.hpp"
#include "report/watch_report.hpp"
#include "run/asking.hpp"

namespace bot::app {
namespace {

constexpr Duration kNotifierNeeds = std::chrono::minutes(10);

struct LedgerReading {
  Result<ledger::LedgerState> state;
  std::optional<sqlite::Verification> verified{};  // where every record was
};

// On Sunday, far from any run, the whole ledger is checked.
LedgerReading read_ledger(const Environment& environment, const AccountId& account,
                          std::optional<schedule::PreflightSlot> slot) {
  if (slot != schedule::PreflightSlot::kSunday) return {.state = read_state(environment, account)};
  const auto verified = verify_ledger(environment, account);
  if (!verified) return {.state = fail(verified.error())};
  return {.state = read_state(environment, account), .verified = *verified};
}

std::uint64_t count_waiting_alerts(Environment& environment, const AccountId& account) {
  net::Loop wall_clock;
  const auto pending = open_outbox(environment, wall_clock, account).pending();
  if (!pending) return 0;
  return static_cast<std::uint64_t>(std::ranges::count_if(*pending, [&](const notify::OutboxItem& item) {
    return !item.ping && wall_clock.now() - item.stored > kNotifierNeeds;
  }));
}

monitor::PreflightFacts gather(const MonitoringContext& monitoring, const monitor::MonitoredAccount& account,
                               const LedgerReading& ledger) {
  CommandContext& context = *monitoring.context;
  Environment& environment = context.environment;
  const os::SystemDisk disk;
  monitor::PreflightFacts facts =
      monitor::gather_preflight({.loop = context.loop,
                                 .files = environment.files,
                                 .store = context.store,
                                 .calendar = context.calendar,
                                 .gateway = monitoring.gateway,
                                 .disk = &disk,
                                 .alerts_waiting = [&] { return count_waiting_alerts(environment, account.id); },
                                 .arming_facts = [&] { return arming_facts(environment); },
                                 .weights = &context.weights},
                                {.account = account,
                                 .universe = run::universe_options(environment.settings().run),
                                 .refresh = run::refresh_options(environment.settings().run)},
                                ledger.state);
  if (ledger.verified) facts.rows_missing_in_audit = ledger.verified->rows_missing_in_audit;
  return facts;
}

// Alerts to the owner: once that the service begins, each time that it cannot, and of runs that were missed before,
// which only a ledger that can be read knows.
Result<void> notify_owner(CommandContext& context, const monitor::MonitoredAccount& account,
                          const monitor::Readiness& readiness, const Result<ledger::LedgerState>& state,
                          const report::AlertFrame& frame, std::optional<schedule::PreflightSlot> slot,
                          schedule::Start start) {
  Environment& environment = context.environment;
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account.id);
  const auto known = in_service(environment, account.id);
  const std::string mode(name(account.mode));
  if (!known || known->version != BOT_VERSION || known->mode != mode) {
    BOT_TRY_VOID(outbox.put(report::start_up_alert(readiness, BOT_VERSION, frame)));
    BOT_TRY_VOID(
        note_in_service(environment, account.id,
                        {.version = BOT_VERSION, .mode = mode, .since = known ? known->since : context.loop.now()}));
  }
  if (start == schedule::Start::kHand) return {};
  std::vector<monitor::SessionJudgement> missed;
  if (state)
    missed =
        monitor::judge_sessions({.now = context.loop.now(),
                                 .state = *state,
                                 .account = account,
                                 .calendar = context.calendar,
                                 .since = known ? std::optional(known->since) : std::nullopt,
                                 .kill_file = ports::read_kill_file(environment.files, account.halt_file).has_value()});
  const report::CheckNotices notices = report::preflight_notices(readiness, slot, missed, frame);
  for (const ports::Alert& alert : notices.alerts) BOT_TRY_VOID(outbox.put(alert));
  if (notices.failure) put_ping(environment, outbox, start, notify::DeadManSignal::kFail, *notices.failure);
  return {};
}

Result<int> preflight(const PreflightRequest& request, Environment& environment,
                      const monitor::MonitoredAccount& account) {
  const schedule::Start start = schedule::started_by(request.scheduled);
  BOT_TRY(const MonitoringContext monitoring, open_monitoring(environment, account.id, start));
  CommandContext& context = *monitoring.context;
  const auto slot = schedule::preflight_slot(context.loop.now(), account.schedule, context.calendar);
  if (request.scheduled && !slot) return 0;
  const LedgerReading ledger = read_ledger(environment, account.id, slot);
  monitor::PreflightFacts facts = gather(monitoring, account, ledger);
  facts.silence = alert_silence(environment, account.id);
  if (context.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  const ledger::LedgerState known = ledger.state.value_or(ledger::LedgerState{});
  const monitor::Readiness readiness = monitor::judge_readiness(facts, known, account, context.calendar);
  report::AlertFrame frame = report::alert_frame(account, known, context.loop.now(), context.calendar);
  if (!ledger.state) frame.last_known = "What the account holds is in the ledger, which could not be read.";
  environment.print(report::preflight_json(readiness, slot, frame),
                    report::preflight_text(readiness, frame, environment.style));
  if (const auto stored = notify_owner(context, account, readiness, ledger.state, frame, slot, start); !stored)
    environment.log.error("an alert could not be stored: " + stored.error().text());
  deliver_after(environment, account.id, start);
  return readiness.exit_code;
}

}  // namespace

Result<int> execute(const PreflightRequest& request, Environment& environment) {
  return around_the_run(environment, request.mode, schedule::started_by(request.scheduled), "The check before the run",
                        [&](const auto& account) { return preflight(request, environment, account); });
}

}  // namespace bot::app
