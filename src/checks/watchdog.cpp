#include "checks/watchdog.hpp"

#include "checks/in_service.hpp"
#include "schedule/check_slots.hpp"

namespace bot::checks {
namespace {

Result<void> notify_owner(const Watchdog& done, const Channels& channels) {
  BOT_TRY(const report::CheckNotices notices, report::watchdog_notices(done.findings, done.frame, channels.knows));
  return send(notices, channels);
}

}  // namespace

Result<std::optional<Watchdog>> watchdog(const WatchdogPorts& ports, const monitor::MonitoredAccount& account,
                                         schedule::Start start, const Channels& channels) {
  const auto since = in_service_since(ports.files, account);
  const bool by_timer = start == schedule::Start::kTimer;
  const auto due = schedule::closed_today(ports.loop.now(), schedule::kWatchdogAfterClose, ports.calendar);
  if (by_timer && !due) return std::nullopt;
  BOT_TRY(const auto ledger, ports.open_ledger());
  const ledger::LedgerState& state = ledger->state();
  if (by_timer && state.watched_through >= due->date) return std::nullopt;
  Watchdog done{.findings = monitor::gather_watchdog(
                    ports.loop, ports.gateway,
                    monitor::watch_input(ports.loop.now(), state, account, ports.calendar, since, ports.files)),
                .frame = {}};
  if (ports.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  done.frame = report::alert_frame(account, state, ports.loop.now(), ports.calendar);
  if (const auto stored = notify_owner(done, channels); !stored)
    ports.log.error("an alert could not be stored: " + stored.error().text());
  else
    BOT_TRY_VOID(monitor::record_findings(*ledger, done.findings, ports.loop.now()));
  return done;
}

}  // namespace bot::checks
