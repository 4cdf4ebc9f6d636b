// The equity the targets are shares of: NetLiquidation less what is not ours to manage.
#pragma once

#include "base/fixed.hpp"

namespace bot::plan {

struct ManagedEquityInput {
  Money net_liquidation{};
  Money outside{};  // worth of everything that is the owner's, kept shares included
  Money cash_reserve{};
};

// May be negative: then nothing is bought.
[[nodiscard]] Money managed_equity(const ManagedEquityInput& input);
// The part of `shares` held that is ours to manage, with `keep` of them the owner's; never negative.
[[nodiscard]] Quantity managed_shares(Quantity shares, Quantity keep);

}  // namespace bot::plan
