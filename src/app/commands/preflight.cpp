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

constexpr Duration kNotifierNeeds = std::chrono::minutes(10);

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

std::uint64_t count_waiting_alerts(Environment& environment, const AccountId& account) {
  net::Loop wall_clock;
  const auto pending = open_outbox(environment, wall_clock, account).pending();
  if (!pending) return 0;
  return static_cast<std::uint64_t>(std::ranges::count_if(pending->items, [&](const notify::OutboxItem& item) {
    return !item.ping && wall_clock.now() - item.stored > kNotifierNeeds;
  }));
}

// The start-up alert: the first time that this account is looked after, and when version or mode change. Returns
// since when it is in service.
Result<std::optional<UtcTime>> introduce(Environment& environment, const monitor::MonitoredAccount& account,
                                         const checks::Preflight& done, notify::Outbox& outbox, UtcTime now) {
  const auto known = in_service(environment, account.id);
  const std::optional<UtcTime> since = known ? std::optional(known->since) : std::nullopt;
  const std::string mode(name(account.mode));
  if (known && known->version == BOT_VERSION && known->mode == mode) return since;
  BOT_TRY_VOID(outbox.put(report::start_up_alert(done.readiness, BOT_VERSION, done.frame)));
  BOT_TRY_VOID(
      note_in_service(environment, account.id, {.version = BOT_VERSION, .mode = mode, .since = since.value_or(now)}));
  return since;
}

Result<void> notify_owner(const monitor::PreflightPorts& ports, Environment& environment,
                          const monitor::MonitoredAccount& account, const checks::Preflight& done,
                          schedule::Start start) {
  net::Loop wall_clock;
  notify::Outbox outbox = open_outbox(environment, wall_clock, account.id);
  BOT_TRY(const auto since, introduce(environment, account, done, outbox, ports.loop.now()));
  if (start == schedule::Start::kHand) return {};
  return checks::notify_of(done, ports, account, since, channels(environment, outbox, start));
}

Result<int> preflight(const PreflightRequest& request, Environment& environment,
                      const monitor::MonitoredAccount& account) {
  const schedule::Start start = schedule::started_by(request.scheduled);
  BOT_TRY(const MonitoringContext monitoring, open_monitoring(environment, account.id, start));
  CommandContext& context = *monitoring.context;
  const os::SystemDisk disk;
  const monitor::PreflightPorts ports{.loop = context.loop,
                                      .files = environment.files,
                                      .store = context.store,
                                      .calendar = context.calendar,
                                      .gateway = monitoring.gateway,
                                      .disk = &disk,
                                      .alerts_waiting = [&] { return count_waiting_alerts(environment, account.id); },
                                      .silence = [&] { return alert_silence(environment, account.id); },
                                      .arming_facts = [&] { return arming_facts(environment); },
                                      .weights = &context.weights};
  BOT_TRY(const auto done, checks::preflight(
                               ports, checks::preflight_options(run_options(environment.settings()), account),
                               [&](const auto& slot) { return read_ledger(environment, account.id, slot); }, start));
  if (!done) return 0;
  environment.print(report::preflight_json(done->readiness, done->slot, done->frame),
                    report::preflight_text(done->readiness, done->frame, environment.style));
  if (const auto stored = notify_owner(ports, environment, account, *done, start); !stored)
    environment.log.error("an alert could not be stored: " + stored.error().text());
  deliver_after(environment, account.id, start);
  return done->readiness.exit_code;
}

}  // namespace

Result<int> execute(const PreflightRequest& request, Environment& environment) {
  return around_the_run(environment, request.mode, schedule::started_by(request.scheduled), "The check before the run",
                        [&](const auto& account) { return preflight(request, environment, account); });
}

}  // namespace bot::app
