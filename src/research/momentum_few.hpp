// The momentum strategy over a panel that can_roll(): what several sessions need is computed for all of its columns
// together, and correlations move on from session to session. Inside of this room.
#pragma once

#include <cstdint>
#include <span>

#include "decide/options.hpp"
#include "research/panel.hpp"
#include "research/targets.hpp"

namespace bot::research {

[[nodiscard]] Targets targets_of_few(const Panel& panel, const decide::Options& options,
                                     std::span<const std::uint8_t> due);

}  // namespace bot::research
