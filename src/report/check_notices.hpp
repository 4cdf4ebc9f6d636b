// What the checks around a run have to say when a timer starts them: alerts to the owner, and a word for the dead-man's
// switch, which watches from outside. Pure; `bot preflight`, `bot watchdog` and the simulation send these.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ledger/run_result.hpp"
#include "report/watch_alerts.hpp"
#include "schedule/options.hpp"

namespace bot::report {

struct CheckNotices {
  std::vector<ports::Alert> alerts;
  std::optional<std::string> failure;  // why the dead-man's switch is sent a failure; none: nothing is sent
};

// `missed`: the sessions before this one, as far as the ledger could be read.
[[nodiscard]] CheckNotices preflight_notices(const monitor::Readiness& readiness,
                                             std::optional<schedule::PreflightSlot> slot,
                                             const std::vector<monitor::SessionJudgement>& missed,
                                             const AlertFrame& frame);
// A missed session is a failure once: not while the outbox has its alert already, as `is_known` says.
[[nodiscard]] Result<CheckNotices> watchdog_notices(const monitor::WatchdogFindings& findings, const AlertFrame& frame,
                                                    const std::function<Result<bool>(const ports::Alert&)>& is_known);

// Whether a run was a good one in the eyes of the dead-man's switch. None: nothing is said of it, since another day's
// timer started it, or another run holds the ledger. A timer on a day without a session is right to do nothing.
enum class StartedAt { kTradingTime, kOtherTime };
[[nodiscard]] std::optional<bool> is_good_run(const ledger::RunResult& result, StartedAt time, schedule::Start start);

}  // namespace bot::report
