// Quantities where fractions are accepted: steps of 0.0001 share, IBKR's sizeIncrement. Inside of this room.
#pragma once

#include <vector>

#include "plan/symbol_view.hpp"

namespace bot::plan {

// Trades of the views that are to be chosen, in their order: above 0 bought, below 0 sold; toward zero to the step.
// What the minimum order forbids is left out; when commissions overdraw `budget` the buys shrink together.
[[nodiscard]] std::vector<Quantity> fractional_trades(const std::vector<const SymbolView*>& views,
                                                      const PlanInput& input, Money budget);

}  // namespace bot::plan
