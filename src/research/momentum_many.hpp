// The momentum strategy over thousands of columns: the best few of many candidates, each correlated with those before
// it by itself. Inside of this room.
#pragma once

#include <cstdint>
#include <span>

#include "decide/options.hpp"
#include "research/panel.hpp"
#include "research/targets.hpp"

namespace bot::research {

[[nodiscard]] Targets targets_of_many(const Panel& panel, const decide::Options& options,
                                      std::span<const std::uint8_t> due);

}  // namespace bot::research
