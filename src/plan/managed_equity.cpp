#include "plan/managed_equity.hpp"

#include <fmt/format.h>

namespace bot::plan {

Result<ManagedEquity> managed_equity(const ManagedEquityInput& input) {
  ManagedEquity result;
  for (const ValuedPosition& position : input.positions) {
    const auto found = input.keep.find(position.symbol);
    const Quantity wish = found == input.keep.end() ? Quantity{} : max(Quantity{}, found->second);
    const Quantity kept = position.managed ? min(wish, max(Quantity{}, position.shares)) : position.shares;
    if (position.managed) result.managed[position.symbol] = max(Quantity{}, position.shares - kept);
    if (kept == Quantity{}) continue;
    if (!position.price)
      return fail(ErrorCode::kData, fmt::format("no price for {} shares that are not managed", kept),
                  position.symbol.value(), "Wait for a quote, or sell or move the position by hand.");
    result.outside += multiply(*position.price, kept, Rounding::kHalfEven);
  }
  result.equity = input.net_liquidation - result.outside - input.cash_reserve;
  return result;
}

}  // namespace bot::plan
