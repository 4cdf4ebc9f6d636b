// `bot report`: everything about one run, or the daily summary. Sends no order.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "checks/daily_summary.hpp"
#include "checks/options.hpp"
#include "ledger/checkpoint.hpp"
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

Result<checks::RecordedDay> read_day(const Environment& environment, const AccountId& account) {
  BOT_TRY(auto events, sqlite::read_ledger(ledger_folder(environment, account), environment.files));
  BOT_TRY(ledger::LedgerState state, read_state(environment, account));
  ledger::recall_history(state, events);  // it may be asked for a session long over
  return checks::RecordedDay{.events = std::move(events), .state = std::move(state)};
}

Result<int> daily_summary(const ReportRequest& request, Environment& environment,
                          const monitor::MonitoredAccount& account) {
  const schedule::Start start = schedule::started_by(request.scheduled);
  BOT_TRY(MonitoringContext monitoring, open_monitoring(environment, account.id, start));
  CommandContext& context = *monitoring.context;
  const checks::Channels owner = channels(environment, monitoring.outbox, start);
  BOT_TRY(const auto done, checks::daily_summary(
                               {.loop = context.loop,
                                .store = context.store,
                                .log = environment.log,
                                .calendar = context.calendar,
                                .gateway = monitoring.gateway},
                               checks::summary_options(environment.settings().run), account,
                               [&] { return read_day(environment, account.id); },
                               {.session = request.session, .send = request.send}, start, owner));
  if (!done) return 0;
  environment.print(report::summary_json(done->summary, done->frame),
                    report::summary_text(done->summary, done->frame, environment.style));
  if (!request.send) return 0;
  BOT_TRY_VOID(checks::notify_of(*done, owner));
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
