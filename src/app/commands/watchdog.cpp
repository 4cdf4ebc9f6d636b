// `bot watchdog`: after each close, was there a run, and do orders and positions still agree?
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "checks/watchdog.hpp"
#include "report/watch_report.hpp"

namespace bot::app {
namespace {

Result<int> watchdog(const WatchdogRequest& request, Environment& environment,
                     const monitor::MonitoredAccount& account) {
  const schedule::Start start = schedule::started_by(request.scheduled);
  BOT_TRY(MonitoringContext monitoring, open_monitoring(environment, account.id, start));
  CommandContext& context = *monitoring.context;
  BOT_TRY(const auto done, checks::watchdog({.loop = context.loop,
                                             .files = environment.files,
                                             .log = environment.log,
                                             .calendar = context.calendar,
                                             .gateway = monitoring.gateway,
                                             .open_ledger = [&]() -> Result<std::unique_ptr<ledger::Ledger>> {
                                               BOT_TRY(auto ledger, open_ledger(environment, account.id, start));
                                               return ledger;
                                             }},
                                            account, start, channels(environment, monitoring.outbox, start)));
  if (!done) return 0;
  const int code = monitor::exit_code(done->findings);
  environment.print(report::watchdog_json(done->findings, code, done->frame),
                    report::watchdog_text(done->findings, done->frame, environment.style));
  deliver_after(environment, account.id, start);
  return code;
}

}  // namespace

Result<int> execute(const WatchdogRequest& request, Environment& environment) {
  return around_the_run(environment, request.mode, schedule::started_by(request.scheduled), "The check after the close",
                        [&](const auto& account) { return watchdog(request, environment, account); });
}

}  // namespace bot::app
