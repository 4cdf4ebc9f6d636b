#include "research/momentum.hpp"

#include "research/momentum_few.hpp"
#include "research/momentum_many.hpp"
#include "research/rolling_correlations.hpp"

namespace bot::research {

Targets momentum_targets(const Panel& panel, const decide::Options& options, std::span<const std::uint8_t> due) {
  return can_roll(panel) ? targets_of_few(panel, options, due) : targets_of_many(panel, options, due);
}

}  // namespace bot::research
