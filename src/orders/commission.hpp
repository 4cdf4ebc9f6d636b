// Whether a commission can be true. Gateways report unset and absurd ones; such a figure changes neither cash nor what
// is planned, and stands as doubtful beside its fill (docs/reliability.md, D5).
#pragma once

#include "base/fixed.hpp"

namespace bot::orders {

// Beyond the larger of $5 and 1 % of the fill's value none is.
[[nodiscard]] inline bool is_plausible_commission(Money commission, Money fill_value) {
  constexpr std::int64_t kMaxDollars = 5;
  constexpr std::int64_t kShareOfFill = 100;
  return abs(commission) <= max(Money::from_whole(kMaxDollars), Money::from_raw(fill_value.raw() / kShareOfFill));
}

}  // namespace bot::orders
