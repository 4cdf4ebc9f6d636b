// What of the account is the owner's own, with its worth as the account reports it: taken out of the equity that is
// managed, and shown apart.
#pragma once

#include <string>
#include <vector>

#include "ledger/run_result.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

struct Outside {
  std::vector<ledger::OutsideLine> lines;
  // The sum of all lines. A line that the account gives no value for counts as what NetLiquidation has beyond cash and
  // everything else.
  // Below zero where more was lost on margin.
  Money value;
  std::vector<std::string> remarks;  // of cash in other currencies, and of holdings without a value: sentences
};

// Positions of other contracts, kept shares, cash in other currencies.
[[nodiscard]] Outside value_outside(const Runtime& runtime, const TradeFacts& facts);

// The equity that targets are shares of: what the account is worth less what is the owner's.
[[nodiscard]] Money managed_equity(const Runtime& runtime, Money net_liquidation, const Outside& outside);

// The remarks as warnings.
void warn_of_outside(Runtime& runtime, const Outside& outside);

}  // namespace bot::run
