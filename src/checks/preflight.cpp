#include "checks/preflight.hpp"

#include "checks/in_service.hpp"
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
  return Preflight{.start = start,
                   .slot = slot,
                   .state = std::move(reading.state),
                   .readiness = std::move(readiness),
                   .frame = std::move(frame)};
}

Result<void> notify_of(const Preflight& done, const monitor::PreflightPorts& ports,
                       const monitor::MonitoredAccount& account, const Program& program, const Channels& channels) {
  const auto known = in_service(program.files, account);
  const auto since = known ? std::optional(known->since) : std::nullopt;
  const InService now{
      .version = program.version, .mode = std::string(name(account.mode)), .since = since.value_or(ports.loop.now())};
  if (!known || *known != now) {
    BOT_TRY_VOID(channels.notifier.put(report::start_up_alert(done.readiness, program.version, done.frame)));
    BOT_TRY_VOID(note_in_service(program.files, account, now));
  }
  if (done.start == schedule::Start::kHand) return {};
  std::vector<monitor::SessionJudgement> missed;
  if (done.state)
    missed = monitor::judge_sessions(
        monitor::watch_input(ports.loop.now(), *done.state, account, ports.calendar, since, ports.files));
  return send(report::preflight_notices(done.readiness, done.slot, missed, done.frame), channels);
}

}  // namespace bot::checks
