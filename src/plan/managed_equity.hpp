// The equity the targets are shares of: NetLiquidation less what is not ours to manage.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/fixed.hpp"
#include "base/result.hpp"
#include "model/symbol.hpp"

namespace bot::plan {

struct ValuedPosition {
  Symbol symbol{};
  Quantity shares{};
  std::optional<Price> price{};  // mid, or last close when the market is closed
  bool managed = false;          // in the universe, or bought by the ledger and not released
};

struct ManagedEquityInput {
  Money net_liquidation{};
  std::vector<ValuedPosition> positions{};
  std::map<Symbol, Quantity> keep{};  // shares never sold, counted as outside
  Money cash_reserve{};
};

struct ManagedEquity {
  Money equity{};                        // may be negative: then nothing is bought
  Money outside{};                       // value of positions outside, kept shares included
  std::map<Symbol, Quantity> managed{};  // shares left to manage, per managed symbol; never negative
};

// kData when an outside or kept position has no price.
[[nodiscard]] Result<ManagedEquity> managed_equity(const ManagedEquityInput& input);

}  // namespace bot::plan
