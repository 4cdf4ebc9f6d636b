// Whether this account may buy a symbol, and fractions of it: what-ifs, remembered in the ledger.
#pragma once

#include <set>

#include "run/trade_facts.hpp"

namespace bot::run {

// Every symbol the plan buys was bought before or would be taken by the broker now. What this account may not buy is
// added to `not_permitted`; true: something was, so that the run decides again without it.
[[nodiscard]] Staged<bool> exclude_not_permitted(Runtime& runtime, const TradeFacts& facts, const plan::Plan& plan,
                                                 Exclusions& not_permitted);

// Whether fractions are to be planned: each of these symbols has to be proven by a what-if.
[[nodiscard]] Result<bool> prove_fractions(Runtime& runtime, const TradeFacts& facts, const std::set<Symbol>& symbols);

}  // namespace bot::run
