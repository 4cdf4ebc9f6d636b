// What follows from the options of a run for the rooms it asks through: for the run itself and for whoever asks beside
// it.
#pragma once

#include "data/cached_universe.hpp"
#include "data/refresh.hpp"
#include "ports/retry.hpp"
#include "run/options.hpp"

namespace bot::run {

// What retry.* says, without a deadline. A login being renewed looks like silence, a client id that is in use frees
// itself, and an answer with a hole may be whole the next time, so all three are always worth another attempt. A
// timer's start does not wait long between two.
[[nodiscard]] ports::RetryPolicy configured_retry_policy(const RunOptions& options, schedule::Start started_by);
// Without a deadline and without a log.
[[nodiscard]] data::RefreshOptions refresh_options(const RunOptions& options);
[[nodiscard]] data::UniverseOptions universe_options(const RunOptions& options);
// With strategy.kind file.
[[nodiscard]] std::optional<data::StrategyFile> strategy_file(const RunOptions& options);

}  // namespace bot::run
