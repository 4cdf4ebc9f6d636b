#include "gateway/valuation.hpp"

namespace bot::gateway {

Money compute_net_liquidation(const Account& account, Market& market, UtcTime at) {
  Money total = account.cash();
  for (const auto& [symbol, holding] : account.holdings())
    total += multiply(Price::from_double(market.mark(symbol, at)), holding.quantity, Rounding::kHalfEven);
  for (const OtherListing& other : account.others())
    total += multiply(other.price, other.quantity, Rounding::kHalfEven);
  return total;
}

Money compute_available_funds(const Account& account, const Options& options) {
  return options.grants_unsettled ? account.cash() : account.settled_cash();
}

}  // namespace bot::gateway
