#include "report/check_notices.hpp"

namespace bot::report {

CheckNotices preflight_notices(const monitor::Readiness& readiness, std::optional<schedule::PreflightSlot> slot,
                               const std::vector<monitor::SessionJudgement>& missed, const AlertFrame& frame) {
  CheckNotices notices;
  if (!readiness.ready) {
    notices.alerts.push_back(not_ready_alert(readiness, slot, frame));
    notices.failure = "not trade-ready: " + readiness.to_do;
  }
  for (ports::Alert& alert : session_alerts(missed, frame)) notices.alerts.push_back(std::move(alert));
  return notices;
}

Result<CheckNotices> watchdog_notices(const monitor::WatchdogFindings& findings, const AlertFrame& frame,
                                      const std::function<Result<bool>(const ports::Alert&)>& is_known) {
  CheckNotices notices{.alerts = watchdog_alerts(findings, frame), .failure = std::nullopt};
  for (const ports::Alert& alert : session_alerts(findings.sessions, frame)) {
    BOT_TRY(const bool known, is_known(alert));
    if (!known) notices.failure = notices.failure ? *notices.failure + " " + alert.text : alert.text;
  }
  return notices;
}

std::optional<bool> is_good_run(const ledger::RunResult& result, StartedAt time, schedule::Start start) {
  if (result.error && result.error->code == ErrorCode::kLocked) return std::nullopt;
  if (time == StartedAt::kOtherTime && result.outcome == ledger::Outcome::kNotScheduled) return std::nullopt;
  if (time == StartedAt::kOtherTime && result.outcome == ledger::Outcome::kMarketClosed)
    return start == schedule::Start::kTimer ? std::optional(true) : std::nullopt;
  return result.exit_code == 0;
}

}  // namespace bot::report
