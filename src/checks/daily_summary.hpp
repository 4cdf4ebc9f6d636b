// The day's summary: of which session, what it came to, and its alert.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "checks/channels.hpp"
#include "monitor/account.hpp"
#include "monitor/gather_summary.hpp"
#include "schedule/check_slots.hpp"

namespace bot::checks {

struct RecordedDay {
  std::vector<ledger::LedgerEvent> events;  // of the session at least
  ledger::LedgerState state;
};
using ReadDay = std::function<Result<RecordedDay>()>;

struct SummaryRequest {
  std::optional<Date> session{};  // none: the one due, or by hand the last that closed
  bool send = false;              // its alert is to follow, so a timer looks whether it is kept already
};
struct DailySummary {
  monitor::DailySummary summary;
  report::AlertFrame frame;
};
// None: a timer started it, and no session is due, or its alert is kept. kUsage: the session asked for has not closed.
// kInterrupted: it was asked to stop.
[[nodiscard]] Result<std::optional<DailySummary>> daily_summary(const monitor::SummaryPorts& ports,
                                                                const monitor::SummaryOptions& options,
                                                                const monitor::MonitoredAccount& account,
                                                                const ReadDay& read_day, const SummaryRequest& request,
                                                                schedule::Start start, const Channels& channels);
[[nodiscard]] Result<void> notify_of(const DailySummary& done, const Channels& channels);

}  // namespace bot::checks
