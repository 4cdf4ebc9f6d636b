// The check after the close: judges the sessions, and reads orders and positions once more where there is one to
// judge. What was seen is recorded, so that the next look begins after it.
#pragma once

#include "ledger/ledger.hpp"
#include "monitor/gateway_access.hpp"
#include "monitor/watchdog.hpp"
#include "ports/event_loop.hpp"
#include "ports/files.hpp"

namespace bot::monitor {

struct WatchdogFindings {
  std::vector<SessionJudgement> sessions{};
  bool broker_read = false;
  std::optional<Error> unread{};  // why orders and positions could not be read
  std::vector<Mismatch> mismatches{};
};

// The kill file is looked at. What is handed over outlives the result.
[[nodiscard]] WatchInput watch_input(UtcTime now, const ledger::LedgerState& state, const MonitoredAccount& account,
                                     const calendar::Calendar& calendar, std::optional<UtcTime> since,
                                     const ports::Files& files);
[[nodiscard]] WatchdogFindings gather_watchdog(ports::EventLoop& loop, const GatewayAccess& gateway,
                                               const WatchInput& input);
// 0, kExitNeedsAttention, or that of what could not be read.
[[nodiscard]] int exit_code(const WatchdogFindings& findings);
// One durable record a session that was not looked at before.
[[nodiscard]] Result<void> record_findings(ledger::Ledger& ledger, const WatchdogFindings& findings, UtcTime now);

}  // namespace bot::monitor
