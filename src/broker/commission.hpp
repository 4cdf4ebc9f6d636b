// IBKR's commissions for US stocks and ETFs, per order, from the published schedule ("Commissions Stocks", United
// States, IBKR Pro). Both plans take at most 1 % of the trade value, also where that lies below the least. Exchange,
// clearing and regulatory fees, which tiered passes on and which depend on the venue, are left out.
#pragma once

#include "base/fixed.hpp"

namespace bot::broker {

struct CommissionSchedule {
  Price per_share;
  Money at_least;
};

[[nodiscard]] inline CommissionSchedule fixed_commission() {
  return {.per_share = Price::from_raw(5'000'000), .at_least = Money::from_whole(1)};  // $0.005, $1
}
// Up to 300,000 shares a month.
[[nodiscard]] inline CommissionSchedule tiered_commission() {
  return {.per_share = Price::from_raw(3'500'000), .at_least = Money::from_raw(350'000'000)};  // $0.0035, $0.35
}

}  // namespace bot::broker
