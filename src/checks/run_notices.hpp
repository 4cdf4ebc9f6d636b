// What is said of a run: the alerts to its owner, and pings to the dead-man's switch that it began, where it is time to
// trade, and how it ended. Pure.
#pragma once

#include <optional>
#include <vector>

#include "calendar/calendar.hpp"
#include "notify/outbox.hpp"
#include "report/check_notices.hpp"
#include "run/options.hpp"

namespace bot::checks {

// `state` of the ledger as the run left it.
[[nodiscard]] std::vector<ports::Alert> alerts_of_end(const ledger::RunResult& result, const ledger::LedgerState& state,
                                                      const run::RunOptions& options,
                                                      const calendar::Calendar& calendar);

[[nodiscard]] report::StartedAt started_at(UtcTime now, const run::RunOptions& options,
                                           const calendar::Calendar& calendar);
[[nodiscard]] notify::Ping ping_of_start();
// None: nothing is said of it.
[[nodiscard]] std::optional<notify::Ping> ping_of_end(const ledger::RunResult& result, report::StartedAt started,
                                                      schedule::Start start);

}  // namespace bot::checks
