// The equity the targets are shares of: NetLiquidation less what is not ours to manage.
#pragma once

#include <map>

#include "base/fixed.hpp"
#include "model/symbol.hpp"

namespace bot::plan {

struct ManagedEquityInput {
  Money net_liquidation{};
  std::map<Symbol, Quantity> positions{};  // of managed symbols, kept shares included
  std::map<Symbol, Quantity> keep{};       // of these, the owner's: never sold
  Money outside{};                         // worth of everything that is the owner's, kept shares included
  Money cash_reserve{};
};

struct ManagedEquity {
  Money equity{};                        // may be negative: then nothing is bought
  std::map<Symbol, Quantity> managed{};  // shares left to manage; never negative
};

[[nodiscard]] ManagedEquity managed_equity(const ManagedEquityInput& input);
// The part of `shares` held that is ours to manage.
[[nodiscard]] Quantity managed_shares(Quantity shares, Quantity keep);

}  // namespace bot::plan
