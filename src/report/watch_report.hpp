// `bot preflight`, `bot watchdog` and `bot report daily` as text and JSON, and the day as an alert. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "monitor/gather_watchdog.hpp"
#include "monitor/summary.hpp"
#include "report/json.hpp"
#include "report/table.hpp"
#include "report/watch_alerts.hpp"

namespace bot::report {

[[nodiscard]] Json preflight_json(const monitor::Readiness& readiness, std::optional<schedule::PreflightSlot> slot,
                                  const AlertFrame& frame);
[[nodiscard]] std::string preflight_text(const monitor::Readiness& readiness, const AlertFrame& frame,
                                         const TextStyle& style);

[[nodiscard]] Json watchdog_json(const monitor::WatchdogFindings& findings, int exit_code, const AlertFrame& frame);
[[nodiscard]] std::string watchdog_text(const monitor::WatchdogFindings& findings, const AlertFrame& frame,
                                        const TextStyle& style);

[[nodiscard]] Json summary_json(const monitor::DailySummary& summary, const AlertFrame& frame);
[[nodiscard]] std::string summary_text(const monitor::DailySummary& summary, const AlertFrame& frame,
                                       const TextStyle& style);
// What distinguishes a session's summary from every other alert; nothing else is set.
[[nodiscard]] ports::Alert summary_identity(Date session);
[[nodiscard]] ports::Alert summary_alert(const monitor::DailySummary& summary, const AlertFrame& frame);

}  // namespace bot::report
