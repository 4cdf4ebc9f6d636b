// What happens around the run in the simulated world: the very checks of `bot preflight`, `bot watchdog` and
// `bot report daily`, as a timer starts them, over the harness's ports; and the operator who reads the alerts.
#pragma once

#include <optional>
#include <string>

#include "checks/daily_summary.hpp"
#include "checks/preflight.hpp"
#include "checks/watchdog.hpp"
#include "simulate/harness.hpp"

namespace bot::simulate {

[[nodiscard]] monitor::MonitoredAccount monitored_account(const SimulationHarness& harness);

// As if the program had been introduced to its owner before: from now on runs are expected.
[[nodiscard]] Result<void> put_in_service(SimulationHarness& harness);

// Each with its alerts; none: nothing was due.
[[nodiscard]] Result<std::optional<checks::Preflight>> preflight(SimulationHarness& harness,
                                                                 const checks::Channels& channels);
[[nodiscard]] Result<std::optional<checks::Watchdog>> watchdog(SimulationHarness& harness,
                                                               const checks::Channels& channels);
[[nodiscard]] Result<std::optional<checks::DailySummary>> daily_summary(SimulationHarness& harness,
                                                                        const checks::Channels& channels);

// An operator looks at what halted: takes over what is there, resumes. Answers what was done; none: nobody had to look.
// `outcome` is that of the session's last run, where one ended.
[[nodiscard]] Result<std::optional<std::string>> operator_intervenes(SimulationHarness& harness,
                                                                     std::optional<ledger::Outcome> outcome);

}  // namespace bot::simulate
