#include "plan/managed_equity.hpp"

namespace bot::plan {

Quantity managed_shares(Quantity shares, Quantity keep) { return max(Quantity{}, shares - max(Quantity{}, keep)); }

ManagedEquity managed_equity(const ManagedEquityInput& input) {
  ManagedEquity result{.equity = input.net_liquidation - input.outside - input.cash_reserve, .managed = {}};
  for (const auto& [symbol, shares] : input.positions) {
    const auto keep = input.keep.find(symbol);
    result.managed[symbol] = managed_shares(shares, keep == input.keep.end() ? Quantity{} : keep->second);
  }
  return result;
}

}  // namespace bot::plan
