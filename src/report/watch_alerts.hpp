// The alerts raised around a run: nothing ran, something must be done first, the program began its service,
// somebody halted or resumed. Pure. docs/alerts.md has a line on each.
#pragma once

#include <string>
#include <vector>

#include "monitor/gather_watchdog.hpp"
#include "monitor/preflight.hpp"
#include "ports/notifier.hpp"
#include "schedule/check_slots.hpp"

namespace bot::report {

struct AlertFrame {  // what all of them share
  UtcTime at{};
  bool simulated = false;
  std::string account_masked;
  Mode mode = Mode::kPaper;
  ledger::NextRun next_run;
  std::string last_known;  // the account as of the ledger's last reconciliation
};

[[nodiscard]] AlertFrame alert_frame(const monitor::MonitoredAccount& account, const ledger::LedgerState& state,
                                     UtcTime now, const calendar::Calendar& calendar);

// One a session that was missed or began and did not end; none for the others.
[[nodiscard]] std::vector<ports::Alert> session_alerts(const std::vector<monitor::SessionJudgement>& sessions,
                                                       const AlertFrame& frame);
// Orders or positions that do not agree after the close, or could not be read; none when all is well.
[[nodiscard]] std::optional<ports::Alert> broker_alert(const std::vector<monitor::Mismatch>& mismatches,
                                                       const std::optional<Error>& unread, Date session,
                                                       const AlertFrame& frame);
// Both of the above: everything the look after a close found.
[[nodiscard]] std::vector<ports::Alert> watchdog_alerts(const monitor::WatchdogFindings& findings,
                                                        const AlertFrame& frame);
// The check found something that must be done first. `slot` says by when.
[[nodiscard]] ports::Alert not_ready_alert(const monitor::Readiness& readiness,
                                           std::optional<schedule::PreflightSlot> slot, const AlertFrame& frame);
// The program's first word after an installation, an upgrade or a change of account or mode.
[[nodiscard]] ports::Alert start_up_alert(const monitor::Readiness& readiness, const std::string& version,
                                          const AlertFrame& frame);

// A check or report that could not be carried out; `what` as in "The morning check".
[[nodiscard]] ports::Alert not_done_alert(const std::string& what, const Error& error, const AlertFrame& frame);

// What a person did.
[[nodiscard]] ports::Alert halted_alert(const std::string& id, const std::string& why, const AlertFrame& frame);
[[nodiscard]] ports::Alert resumed_alert(const std::string& id, const std::string& by, const AlertFrame& frame);

}  // namespace bot::report
