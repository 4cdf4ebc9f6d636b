// How a run stops before its end: refused, halted, interrupted, failed.
#include "ledger/operations.hpp"
#include "run/context.hpp"

namespace bot::run {

Stop stop_of(const Error& error) {
  if (error.code == ErrorCode::kInterrupted) return interrupted_stop();
  return {
      .outcome = ledger::Outcome::kFailed, .exit_code = exit_code(error.code), .message = error.text(), .error = error};
}

Stop interrupted_stop() {
  return {.outcome = ledger::Outcome::kSkipped,
          .exit_code = 130,
          .message = "interrupted with nothing sent",
          .error = std::nullopt};
}

std::optional<std::string> RunContext::kill_file() const {
  if (options.halt_file.empty() || !ports.files.exists(options.halt_file)) return std::nullopt;
  const auto text = ports.files.read(options.halt_file);
  return text && !text->empty() ? *text : options.halt_file;
}

ports::Alert alert_of(const RunContext& run, ports::AlertKind kind, ports::Severity severity) {
  ports::Alert alert;
  alert.kind = kind;
  alert.severity = severity;
  alert.at = run.now();
  alert.run_id = run.run.value();
  alert.simulated = run.result.simulated;
  return alert;
}

Stop halt_run(RunContext& run, ledger::HaltReason reason, const std::string& why) {
  const std::string id = ledger::next_halt_id(run.state(), run.now());
  run.find(std::nullopt, true, ledger::FindingCode::kHalt, why);
  if (!run.is_dry()) {
    const auto recorded = run.record(ledger::Halted{.id = id, .reason = reason, .why = why});
    if (!recorded) run.ports.log.error(recorded.error().text());
    if (run.notifier != nullptr) {
      ports::Alert alert = alert_of(run, ports::AlertKind::kHalted, ports::Severity::kCritical);
      alert.title = "Halted";
      alert.text = why;
      alert.not_done = "nothing more is sent, in this run and in every later one";
      alert.to_do = fmt::format("look at the account, then `bot resume --halt {} --by NAME`", id);
      alert.dedupe_key = "halted";
      if (auto put = run.notifier->put(alert); !put) run.ports.log.error(put.error().text());
    }
  }
  return {.outcome = ledger::Outcome::kHalted,
          .exit_code = 7,
          .message =
              fmt::format("halted ({}): {}. `bot resume --halt {} --by NAME` lets runs go on", name(reason), why, id),
          .error = std::nullopt};
}

void end_with(RunContext& run, const Stop& stop) {
  run.result.outcome = stop.outcome;
  run.result.exit_code = stop.exit_code;
  run.result.message = stop.message;
  run.result.error = stop.error;
}

ledger::RunResult failed_before_start(const Error& error, const RunOptions& options, UtcTime now) {
  ledger::RunResult result;
  result.run_id = "none";
  result.mode = options.mode;
  result.simulated = options.simulated;
  result.outcome = ledger::Outcome::kFailed;
  result.exit_code = exit_code(error.code);
  result.message = error.text();
  result.error = error;
  result.started = result.ended = now;
  return result;
}

}  // namespace bot::run
