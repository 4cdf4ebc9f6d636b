// The rules of an account that the plain run and the search over a grid share. Inside of this room.
#pragma once

#include <vector>

#include "research/backtest.hpp"

namespace bot::research {

inline constexpr double kWeightTie = 1e-12;  // as in plan: weights are doubles of decimal texts

// What an order of this notional costs in commission.
[[nodiscard]] inline double commission_of(double notional, double real_price, const Costs& costs) {
  const double by_share = notional * (costs.commission_per_share / real_price);
  return by_share > costs.min_commission ? by_share : costs.min_commission;
}
[[nodiscard]] inline double slippage_rate(const Costs& costs) { return costs.slippage_bps * 1e-4; }

struct Buy {
  std::size_t symbol = 0;
  double units = 0;  // decision units, above zero
  double price = 0;  // decision price
  double real_price = 0;
};

// Shrinks buys together until they and their costs are in the cash; what falls below the least order goes.
void fit_into_cash(std::vector<Buy>& buys, double cash, const BacktestOptions& options);

}  // namespace bot::research
