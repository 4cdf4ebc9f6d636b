#include "checks/run_notices.hpp"

#include <fmt/format.h>

#include "report/run_alerts.hpp"
#include "schedule/schedule.hpp"

namespace bot::checks {

std::vector<ports::Alert> alerts_of_end(const ledger::RunResult& result, const ledger::LedgerState& state,
                                        const run::RunOptions& options, const calendar::Calendar& calendar) {
  return report::run_alerts(result,
                            report::run_alert_context(result, state, options.account, options.schedule, calendar));
}

report::StartedAt started_at(UtcTime now, const run::RunOptions& options, const calendar::Calendar& calendar) {
  return schedule::window_at(now, options.started_by(), options.schedule, calendar).answer ==
                 schedule::WindowAnswer::kOpen
             ? report::StartedAt::kTradingTime
             : report::StartedAt::kOtherTime;
}

notify::Ping ping_of_start() { return {.signal = notify::DeadManSignal::kStart, .text = "run started"}; }

std::optional<notify::Ping> ping_of_end(const ledger::RunResult& result, report::StartedAt started,
                                        schedule::Start start) {
  const auto good = report::is_good_run(result, started, start);
  if (!good) return std::nullopt;
  return notify::Ping{
      .signal = *good ? notify::DeadManSignal::kSuccess : notify::DeadManSignal::kFail,
      .text = fmt::format("{}{}: {}", result.simulated ? "SIMULATED " : "", name(result.outcome), result.message)};
}

}  // namespace bot::checks
