// `bot report`: everything about one run, or the daily summary. Sends no order.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "checks/options.hpp"
#include "monitor/gather_summary.hpp"
#include "monitor/history.hpp"
#include "report/trade_report.hpp"
#include "report/watch_report.hpp"
#include "sqlite/ledger_files.hpp"

namespace bot::app {
namespace {

Result<int> report_run(const ReportRequest& request, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account), environment.files));
  const ledger::RunResult* found = monitor::find_run(events, request.run_id);
  if (found == nullptr)
    return fail(ErrorCode::kUsage,
                request.run_id.empty() ? "no run has ended yet" : fmt::format("there is no run {}", request.run_id),
                ledger_folder(environment, account), "bot status names the last run.");
  environment.print(report::trade_json(*found), report::trade_text(*found, environment.style));
  return 0;
}

// The session a summary is of: the one due by the timer, the one asked for, else the last that closed. None: a timer
// at another day's slot.
Result<std::optional<calendar::Session>> session_to_summarize(const ReportRequest& request,
                                                              const CommandContext& context) {
  const auto due = schedule::closed_today(context.loop.now(), schedule::kSummaryAfterClose, context.calendar);
  if (request.scheduled && !due) return std::nullopt;
  auto session = request.scheduled ? due : schedule::last_closed(context.loop.now(), context.calendar);
  if (request.session) {
    const auto asked = context.calendar.session_on(*request.session);
    if (!asked || !session || asked->date > session->date)
      return fail(ErrorCode::kUsage, fmt::format("{} is no session that has closed", to_iso(*request.session)),
                  "--session", "bot calendar lists sessions.");
    session = asked;
  }
  if (!session) return fail(ErrorCode::kData, "the clock is outside the calendar", "clock");
  return session;
}

Result<int> daily_summary(const ReportRequest& request, Environment& environment,
                          const monitor::MonitoredAccount& account) {
  const schedule::Start start = schedule::started_by(request.scheduled);
  BOT_TRY(const MonitoringContext monitoring, open_monitoring(environment, account.id, start));
  CommandContext& context = *monitoring.context;
  BOT_TRY(const auto session, session_to_summarize(request, context));
  if (!session) return 0;
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account.id);
  BOT_TRY(const bool known, outbox.knows(report::summary_identity(session->date)));
  if (request.scheduled && request.send && known) return 0;  // another day's timer, after an early close
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account.id), environment.files));
  ledger::LedgerState state;
  for (const ledger::LedgerEvent& event : events) ledger::apply(state, event);
  const monitor::DailySummary summary =
      monitor::gather_summary({.loop = context.loop,
                               .store = context.store,
                               .log = environment.log,
                               .calendar = context.calendar,
                               .gateway = monitoring.gateway},
                              checks::summary_options(environment.settings().run),
                              {.session = session->date, .events = events, .state = state});
  if (context.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  const report::AlertFrame frame = report::alert_frame(account, state, context.loop.now(), context.calendar);
  environment.print(report::summary_json(summary, frame), report::summary_text(summary, frame, environment.style));
  if (!request.send) return 0;
  BOT_TRY_VOID(outbox.put(report::summary_alert(summary, frame)));
  deliver_after(environment, account.id, start);
  return 0;
}

}  // namespace

Result<int> execute(const ReportRequest& request, Environment& environment) {
  if (request.run_id == "daily")
    return around_the_run(environment, request.mode, schedule::started_by(request.scheduled), "The daily summary",
                          [&](const auto& account) { return daily_summary(request, environment, account); });
  if (request.send || request.scheduled || request.session)
    return fail(ErrorCode::kUsage, "--send, --scheduled and --session belong to the daily summary", "command line",
                "bot report daily --send");
  return report_run(request, environment);
}

}  // namespace bot::app
