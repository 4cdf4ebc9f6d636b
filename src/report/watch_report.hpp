// `bot preflight`, `bot watchdog` and `bot report daily` as text and JSON, and the day as an alert. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "monitor/summary.hpp"
#include "report/json.hpp"
#include "report/table.hpp"
#include "report/watch_alerts.hpp"

namespace bot::report {

[[nodiscard]] Json preflight_json(const monitor::Readiness& readiness, std::optional<schedule::PreflightSlot> slot,
                                  const AlertFrame& frame);
[[nodiscard]] std::string preflight_text(const monitor::Readiness& readiness, const AlertFrame& frame,
                                         const TextStyle& style);

struct WatchFindings {
  std::vector<monitor::SessionJudgement> sessions;
  bool broker_read = false;
  std::optional<Error> unread;
  std::vector<monitor::Mismatch> mismatches;
};
[[nodiscard]] Json watchdog_json(const WatchFindings& findings, int exit_code, const AlertFrame& frame);
[[nodiscard]] std::string watchdog_text(const WatchFindings& findings, const AlertFrame& frame, const TextStyle& style);

[[nodiscard]] Json summary_json(const monitor::DailySummary& summary, const AlertFrame& frame);
[[nodiscard]] std::string summary_text(const monitor::DailySummary& summary, const AlertFrame& frame,
                                       const TextStyle& style);
[[nodiscard]] ports::Alert summary_alert(const monitor::DailySummary& summary, const AlertFrame& frame);

}  // namespace bot::report
