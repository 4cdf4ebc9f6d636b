// IBKR's commissions for US stocks and ETFs, per order, from the published schedule ("Commissions Stocks", United
// States, IBKR Pro): fixed $0.005 a share, at least $1.00; tiered $0.0035 a share up to 300,000 shares a month, at
// least $0.35; both at most 1 % of the trade value, also where that lies below the minimum. Exchange, clearing and
// regulatory fees, which tiered passes on and which depend on the venue, are left out.
#pragma once

#include "base/fixed.hpp"
#include "gateway/options.hpp"

namespace bot::gateway {

// For a whole order: what `quantity` shares worth `value` cost. The commission of one fill is the difference of two of
// these.
[[nodiscard]] Money compute_commission(CommissionPlan plan, Quantity quantity, Money value);

}  // namespace bot::gateway
