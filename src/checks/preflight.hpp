// The check before a run: is one due, is everything there, and the alerts for its owner.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "checks/channels.hpp"
#include "monitor/gather_preflight.hpp"
#include "schedule/check_slots.hpp"

namespace bot::checks {

struct LedgerReading {
  Result<ledger::LedgerState> state;
  std::optional<std::uint64_t> rows_missing_in_audit{};  // where every record was verified
};
using ReadLedger = std::function<LedgerReading(std::optional<schedule::PreflightSlot>)>;

struct Preflight {
  schedule::Start start = schedule::Start::kHand;  // who started it
  std::optional<schedule::PreflightSlot> slot;
  Result<ledger::LedgerState> state;
  monitor::Readiness readiness;
  report::AlertFrame frame;
};
// None: a timer started it, and nothing is due. kInterrupted: it was asked to stop.
[[nodiscard]] Result<std::optional<Preflight>> preflight(const monitor::PreflightPorts& ports,
                                                         const monitor::PreflightOptions& options,
                                                         const ReadLedger& read_ledger, schedule::Start start);

// The program as its owner knows it, and where that is kept (in_service.hpp).
struct Program {
  ports::Files& files;
  std::string version;
};
// Introduces the program where it is new to the account, or its version or mode is. Of a timer's check also that a run
// cannot be, and which ones were missed since the account is in service, as far as the ledger could be read.
[[nodiscard]] Result<void> notify_of(const Preflight& done, const monitor::PreflightPorts& ports,
                                     const monitor::MonitoredAccount& account, const Program& program,
                                     const Channels& channels);

}  // namespace bot::checks
