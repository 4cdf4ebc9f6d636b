#include "run/record_run.hpp"

#include "base/sha256.hpp"
#include "run/result.hpp"

namespace bot::run {

Result<void> record_start(Runtime& runtime) {
  const RunOptions& options = runtime.options;
  BOT_TRY_VOID(runtime.record(ledger::RunStarted{.mode = options.mode,
                                                 .account = options.account,
                                                 .scheduled = options.scheduled,
                                                 .session = runtime.timing.asof,
                                                 .version = options.version}));
  if (options.options_json.empty()) return {};
  return runtime.record(ledger::InputsRecorded{
      .what = ledger::InputsOf::kOptions, .json = options.options_json, .sha256 = sha256_hex(options.options_json)});
}

ledger::RunResult record_end(Runtime& runtime, ledger::RunResult result, bool on_target) {
  const auto recorded = runtime.record(ledger::RunEnded{.result = result, .on_target = on_target});
  if (recorded || result.error) return result;
  const Stop failed = stop(recorded.error());
  const Stop how = result.orders.empty() ? failed : needing_attention(failed);
  return end_otherwise(std::move(result), how);
}

void record_rejected_start(Runtime& runtime, const Stop& how) {
  if (how.outcome != ledger::Outcome::kHalted && how.outcome != ledger::Outcome::kRefused) return;
  const RunOptions& options = runtime.options;
  const schedule::Window window =
      schedule::window_at(runtime.now(), options.started_by(), options.schedule, runtime.ports.calendar);
  if (window.answer != schedule::WindowAnswer::kOpen) return;
  const auto recorded = runtime.ledger.append(
      runtime.now(), RunId{},
      ledger::StartRejected{.session = window.session->date, .outcome = how.outcome, .message = how.message});
  if (!recorded) runtime.ports.log.error(recorded.error().text());
}

}  // namespace bot::run
