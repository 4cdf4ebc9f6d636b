// The momentum strategy over a whole panel: decide's own formulas, each session's features carried on from the one
// before instead of computed again.
#pragma once

#include <cstdint>
#include <span>

#include "decide/options.hpp"
#include "research/panel.hpp"
#include "research/targets.hpp"

namespace bot::research {

[[nodiscard]] Targets momentum_targets(const Panel& panel, const decide::Options& options,
                                       std::span<const std::uint8_t> due);

}  // namespace bot::research
