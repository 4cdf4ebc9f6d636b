// `bot preflight`, `bot watchdog` and `bot report daily` as text and JSON, and the day as an alert. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/json.hpp"
#include "report/table.hpp"
#include "report/watch_alerts.hpp"
#include "watch/summary.hpp"

namespace bot::report {

[[nodiscard]] Json preflight_json(const watch::Readiness& readiness, std::optional<watch::PreflightSlot> slot,
                                  const AlertFrame& frame);
[[nodiscard]] std::string preflight_text(const watch::Readiness& readiness, const AlertFrame& frame,
                                         const TextStyle& style);

struct WatchFindings {
  std::vector<watch::SessionJudgement> sessions;
  bool broker_read = false;
  std::optional<Error> unread;
  std::vector<watch::Mismatch> mismatches;
};
[[nodiscard]] Json watchdog_json(const WatchFindings& findings, int exit_code, const AlertFrame& frame);
[[nodiscard]] std::string watchdog_text(const WatchFindings& findings, const AlertFrame& frame, const TextStyle& style);

[[nodiscard]] Json summary_json(const watch::DailySummary& summary, const AlertFrame& frame);
[[nodiscard]] std::string summary_text(const watch::DailySummary& summary, const AlertFrame& frame,
                                       const TextStyle& style);
[[nodiscard]] ports::Alert summary_alert(const watch::DailySummary& summary, const AlertFrame& frame);

}  // namespace bot::report
