// `bot preflight`: is everything there for the next run? Read-only towards the broker; brings the cache up to date.
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/commands/commands.hpp"
#include "app/delivery.hpp"
#include "app/monitoring.hpp"
#include "app/options.hpp"
#include "checks/options.hpp"
#include "checks/preflight.hpp"
#include "os/system_disk.hpp"
#include "report/watch_report.hpp"

namespace bot::app {
namespace {

// On Sunday, far from any run, the whole ledger is checked.
checks::LedgerReading read_ledger(const Environment& environment, const AccountId& account,
                                  std::optional<schedule::PreflightSlot> slot) {
  if (slot != schedule::PreflightSlot::kSunday) return {.state = read_state(environment, account)};
  const auto verified = verify_ledger(environment, account);
  if (!verified) return {.state = fail(verified.error())};
  checks::LedgerReading reading{.state = read_state(environment, account)};
  if (*verified) reading.rows_missing_in_audit = (*verified)->rows_missing_in_audit;
  return reading;
}

Result<int> preflight(const PreflightRequest& request, Environment& environment,
                      const monitor::MonitoredAccount& account) {
  const schedule::Start start = schedule::started_by(request.scheduled);
  BOT_TRY(MonitoringContext monitoring, open_monitoring(environment, account.id, start));
  CommandContext& context = *monitoring.context;
  const checks::Channels owner = channels(environment, monitoring.outbox, start);
  const os::SystemDisk disk;
  const monitor::PreflightPorts ports{.loop = context.loop,
                                      .files = environment.files,
                                      .store = context.store,
                                      .calendar = context.calendar,
                                      .gateway = monitoring.gateway,
                                      .disk = &disk,
                                      .alerts_waiting = owner.alerts_waiting,
                                      .silence = [&] { return alert_silence(environment, account.id); },
                                      .arming_facts = [&] { return arming_facts(environment); },
                                      .weights = &context.weights};
  BOT_TRY(const auto done, checks::preflight(
                               ports, checks::preflight_options(run_options(environment.settings()), account),
                               [&](const auto& slot) { return read_ledger(environment, account.id, slot); }, start));
  if (!done) return 0;
  environment.print(report::preflight_json(done->readiness, done->slot, done->frame),
                    report::preflight_text(done->readiness, done->frame, environment.style));
  const auto stored =
      checks::notify_of(*done, ports, account, {.files = environment.files, .version = BOT_VERSION}, owner);
  if (!stored) environment.log.error("an alert could not be stored: " + stored.error().text());
  deliver_after(environment, account.id, start);
  return done->readiness.exit_code;
}

}  // namespace

Result<int> execute(const PreflightRequest& request, Environment& environment) {
  return around_the_run(environment, request.mode, schedule::started_by(request.scheduled), "The check before the run",
                        [&](const auto& account) { return preflight(request, environment, account); });
}

}  // namespace bot::app
