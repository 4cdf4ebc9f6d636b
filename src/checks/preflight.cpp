#include "checks/preflight.hpp"

#include "monitor/gather_watchdog.hpp"

namespace bot::checks {

Result<std::optional<Preflight>> preflight(const monitor::PreflightPorts& ports,
                                           const monitor::PreflightOptions& options, const ReadLedger& read_ledger,
                                           schedule::Start start) {
  const monitor::MonitoredAccount& account = options.account;
  const auto slot = schedule::preflight_slot(ports.loop.now(), account.schedule, ports.calendar);
  if (start == schedule::Start::kTimer && !slot) return std::nullopt;
  LedgerReading reading = read_ledger(slot);
  monitor::PreflightFacts facts = monitor::gather_preflight(ports, options, reading.state);
  facts.rows_missing_in_audit = reading.rows_missing_in_audit;
  if (ports.loop.interrupted()) return fail(ErrorCode::kInterrupted, "interrupted");
  const ledger::LedgerState none;
  const ledger::LedgerState& known = reading.state ? *reading.state : none;
  monitor::Readiness readiness = monitor::judge_readiness(facts, known, account, ports.calendar);
  report::AlertFrame frame = report::alert_frame(account, known, ports.loop.now(), ports.calendar);
  if (!reading.state) frame.last_known = "What the account holds is in the ledger, which could not be read.";
  return Preflight{
      .slot = slot, .state = std::move(reading.state), .readiness = std::move(readiness), .frame = std::move(frame)};
}

Result<void> notify_of(const Preflight& done, const monitor::PreflightPorts& ports,
                       const monitor::MonitoredAccount& account, std::optional<UtcTime> since,
                       const Channels& channels) {
  std::vector<monitor::SessionJudgement> missed;
  if (done.state)
    missed = monitor::judge_sessions(
        monitor::watch_input(ports.loop.now(), *done.state, account, ports.calendar, since, ports.files));
  return send(report::preflight_notices(done.readiness, done.slot, missed, done.frame), channels);
}

}  // namespace bot::checks
