// What of the account is the owner's own, with its worth as the account reports it: taken out of the equity that is
// managed, and shown apart.
#pragma once

#include <vector>

#include "ledger/run_result.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

struct Outside {
  std::vector<ledger::OutsideLine> lines;
  // The sum of all lines. A line that the account gives no value for counts as what NetLiquidation has beyond cash and
  // everything else.
  Money value;
};

// Positions of other contracts, kept shares, cash in other currencies.
[[nodiscard]] Outside value_outside(const Runtime& runtime, const TradeFacts& facts);

// A warning for each holding outside that the account reports no value for.
void warn_of_unvalued(Runtime& runtime, const Outside& outside);

}  // namespace bot::run
