#include "plan/managed_equity.hpp"

namespace bot::plan {

Quantity managed_shares(Quantity shares, Quantity keep) { return max(Quantity{}, shares - max(Quantity{}, keep)); }

Money managed_equity(const ManagedEquityInput& input) {
  return input.net_liquidation - input.outside - input.cash_reserve;
}

}  // namespace bot::plan
