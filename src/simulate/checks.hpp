// What happens around the run in the simulated world: the very checks of `bot preflight`, `bot watchdog` and
// `bot report daily` over the harness's ports, and the operator who reads the alerts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "monitor/gather_watchdog.hpp"
#include "monitor/preflight.hpp"
#include "monitor/summary.hpp"
#include "simulate/harness.hpp"

namespace bot::simulate {

[[nodiscard]] monitor::MonitoredAccount monitored_account(const SimulationHarness& harness);

[[nodiscard]] monitor::Readiness preflight(SimulationHarness& harness);
[[nodiscard]] std::vector<monitor::SessionJudgement> judge_sessions(SimulationHarness& harness, UtcTime since);
// Judges the sessions since `since`, reads orders and positions once more.
[[nodiscard]] monitor::WatchdogFindings watchdog(SimulationHarness& harness, UtcTime since);
// After its alerts, as `bot watchdog` does.
void record_watchdog(SimulationHarness& harness, const monitor::WatchdogFindings& findings);
// Of harness.session; none where the ledger cannot be read.
[[nodiscard]] std::optional<monitor::DailySummary> daily_summary(SimulationHarness& harness);

// An operator looks at what halted: takes over what is there, resumes. Answers what was done; none: nobody had to look.
// `outcome` is that of the session's last run, where one ended.
[[nodiscard]] Result<std::optional<std::string>> operator_intervenes(SimulationHarness& harness,
                                                                     std::optional<ledger::Outcome> outcome);

}  // namespace bot::simulate
