// `bot watchdog`: after each close, was there a run, and do orders and positions still agree?
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "ports/kill_file.hpp"
#include "report/check_notices.hpp"
#include "report/watch_report.hpp"

namespace bot::app {
namespace {

Result<void> notify_owner(Environment& environment, const AccountId& account, const monitor::WatchdogFindings& findings,
                          const report::AlertFrame& frame, schedule::Start start) {
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account);
  BOT_TRY(const report::CheckNotices notices,
          report::watchdog_notices(findings, frame, [&](const ports::Alert& alert) { return outbox.knows(alert); }));
  for (const ports::Alert& alert : notices.alerts) BOT_TRY_VOID(outbox.put(alert));
  if (notices.failure) put_ping(environment, outbox, start, notify::DeadManSignal::kFail, *notices.failure);
  return {};
}

Result<int> watchdog(const WatchdogRequest& request, Environment& environment,
                     const monitor::MonitoredAccount& account) {
  const schedule::Start start = schedule::started_by(request.scheduled);
  BOT_TRY(const MonitoringContext monitoring, open_monitoring(environment, account.id, start));
  CommandContext& context = *monitoring.context;
  const auto due = schedule::closed_today(context.loop.now(), schedule::kWatchdogAfterClose, context.calendar);
  if (request.scheduled && !due) return 0;
  BOT_TRY(const auto ledger, open_ledger(environment, account.id, start));
  const ledger::LedgerState& state = ledger->state();
  if (request.scheduled && state.watched_through && *state.watched_through >= due->date) return 0;
  const auto service = in_service(environment, account.id);
  const monitor::WatchdogFindings findings =
      monitor::gather_watchdog(context.loop, monitoring.gateway,
                               {.now = context.loop.now(),
                                .state = state,
                                .account = account,
                                .calendar = context.calendar,
                                .since = service ? std::optional(service->since) : std::nullopt,
                                .kill_file = ports::read_kill_file(environment.files, account.halt_file).has_value()});
  if (context.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  const int code = monitor::exit_code(findings);
  const report::AlertFrame frame = report::alert_frame(account, state, context.loop.now(), context.calendar);
  if (const auto stored = notify_owner(environment, account.id, findings, frame, start); !stored) {
    environment.log.error("an alert could not be stored: " + stored.error().text());
  } else {
    // After the alert: a crash between them reports it twice.
    BOT_TRY_VOID(monitor::record_findings(*ledger, findings, context.loop.now()));
  }
  environment.print(report::watchdog_json(findings, code, frame),
                    report::watchdog_text(findings, frame, environment.style));
  deliver_after(environment, account.id, start);
  return code;
}

}  // namespace

Result<int> execute(const WatchdogRequest& request, Environment& environment) {
  return around_the_run(environment, request.mode, schedule::started_by(request.scheduled), "The check after the close",
                        [&](const auto& account) { return watchdog(request, environment, account); });
}

}  // namespace bot::app
