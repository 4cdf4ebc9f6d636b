// What happens around the run in the simulated world: the check before it, the look back after the close, the day's
// summary, and the person who reads the alerts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "monitor/preflight.hpp"
#include "monitor/watchdog.hpp"
#include "report/watch_alerts.hpp"
#include "simulate/world.hpp"

namespace bot::simulate {

inline constexpr const char* kBenchmark = "SPY";

[[nodiscard]] monitor::Readiness look_ahead(World& world);

struct Watched {
  std::vector<monitor::SessionJudgement> sessions;
  std::vector<monitor::Mismatch> mismatches;
  std::optional<Error> unread;
};
// Judges the sessions since `since`, reads orders and positions once more, and records what it saw.
[[nodiscard]] Watched look_back(World& world, UtcTime since);

// The session's summary with its shadow decision from final bars; none where nothing is recorded of it.
[[nodiscard]] std::optional<ports::Alert> tell_of_the_day(World& world, const report::AlertFrame& frame);

// A person looks at what halted: takes over what is there, resumes. Answers what was done; empty: nothing had to be.
[[nodiscard]] std::string attend(World& world, std::optional<ledger::Outcome> outcome);

// The CSV files of a replay folder and of its actions, into the world.
[[nodiscard]] Result<void> copy_market(const ports::Files& disk, const std::string& folder, fakes::MemoryFiles& to);

}  // namespace bot::simulate
