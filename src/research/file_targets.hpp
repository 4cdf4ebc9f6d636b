// Another program's target weights as a back-test lives by them: each session takes the row that a run of that day
// would have taken, and trades nothing where that run would have refused.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "decide/weight_rows.hpp"
#include "research/targets.hpp"

namespace bot::research {

struct RefusedSession {
  Date session;
  decide::RefusedRow row;
};
struct FileTargets {
  Targets targets;
  std::optional<Date> first_decided;    // the first session with a row to trade on
  std::vector<RefusedSession> refused;  // of the sessions that were due, from the file's first row on
};

struct FileOptions {
  double cash_buffer = 0.05;     // as weights.cash_buffer
  int max_age_sessions = 1;      // as strategy.max_age_sessions
  std::vector<Symbol> universe;  // what a row may name; each a column of the panel
};
[[nodiscard]] FileTargets file_targets(const Panel& panel, const decide::WeightRows& rows, const FileOptions& options,
                                       std::span<const std::uint8_t> due);

}  // namespace bot::research
