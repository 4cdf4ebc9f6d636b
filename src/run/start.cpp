// What a run and a dry run begin with: connected, recovered, decided and planned.
#include "calendar/new_york.hpp"
#include "ledger/operations.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

RunId run_id_at(UtcTime now, const ledger::LedgerState& state) {
  const auto local = calendar::to_new_york(now);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(local.time_of_day).count();
  return RunId{fmt::format("{}-{:02}{:02}{:02}-{}", to_basic(local.date), seconds / 3600, seconds / 60 % 60,
                           seconds % 60, state.events + 1)};
}

}  // namespace

RunContext context_of(const ReaderPorts& ports, const RunOptions& options, ledger::Ledger& ledger) {
  const UtcTime now = ports.loop.now();
  RunContext run(ports, options, ledger);
  run.run = run_id_at(now, ledger.state());
  run.result.run_id = run.run.value();
  run.result.mode = options.mode;
  run.result.simulated = options.simulated;
  run.result.started = now;
  run.result.next_run = schedule::next_slot_text(now, options.schedule, ports.calendar);
  return run;
}

StepAnswer stop_if_failed(const Result<void>& recorded) {
  if (recorded) return std::nullopt;
  return stop_of(recorded.error());
}

StepAnswer start_up(RunContext& run) {
  if (auto stop = stop_if_failed(run.step("connect"))) return stop;
  if (auto stop = connect(run)) return stop;
  if (auto stop = check_account(run)) return stop;
  if (auto stop = stop_if_failed(run.step("snapshot"))) return stop;
  if (auto stop = read_snapshot(run)) return stop;
  if (auto stop = stop_if_failed(run.step("recover"))) return stop;
  if (auto stop = recover(run)) return stop;
  return std::nullopt;
}

StepAnswer decide_and_plan(RunContext& run) {
  if (auto stop = stop_if_failed(run.step("bars"))) return stop;
  if (auto stop = read_market(run)) return stop;
  if (auto stop = stop_if_failed(run.step("decide"))) return stop;
  if (auto stop = decide_targets(run)) return stop;
  if (auto stop = stop_if_failed(run.step("plan"))) return stop;
  if (auto stop = stop_if_failed(note_cash_up_front(run))) return stop;
  if (auto stop = make_and_check_plan(run)) return stop;
  if (run.ports.loop.interrupted()) return interrupted_stop();
  return std::nullopt;
}

}  // namespace bot::run
