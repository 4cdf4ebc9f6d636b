// What a back-test tests: the configured strategy, or a file of target weights.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/command_context.hpp"
#include "research/file_targets.hpp"
#include "research/walkforward.hpp"

namespace bot::app {

struct TestedTargets {
  std::string name;  // "momentum", "weights.csv"
  research::Targets targets;
  WeightCap weight_cap;
  std::vector<research::RefusedSession> refused;  // with a file: of the sessions that are tested
  std::vector<Date> without_weights;              // tested sessions on which weights.method had no answer
  std::optional<Date> first_row;                  // of a file: the first session with a row to trade on
};

// `weights`: a file to test in place of the strategy; with strategy.kind file, the default is strategy.path. kIo or
// kData if it cannot be read or has no row for any session. `rows`: those of the panel that are tested.
[[nodiscard]] Result<TestedTargets> tested_targets(const research::Panel& panel, const research::Rows& rows,
                                                   const std::optional<std::string>& weights,
                                                   const CommandContext& context);

}  // namespace bot::app
