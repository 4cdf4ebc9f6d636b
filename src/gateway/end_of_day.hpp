// From one day to the next: settlement, dividends, splits and spin-offs.
#pragma once

#include <set>
#include <vector>

#include "gateway/account.hpp"
#include "gateway/market.hpp"

namespace bot::gateway {

struct Split {
  Symbol symbol;
  Date ex_date;
};

struct OvernightChanges {
  std::vector<Symbol> moved;  // position or cash changed; a symbol may stand there twice
  std::vector<Split> splits;  // IBKR cancels orders of these symbols
};

// Books into the account what becomes effective at 00:00 New York of `today`, the day after `yesterday`: actions of
// `symbols`, and settlement.
[[nodiscard]] OvernightChanges begin_day(Account& account, Market& market, const std::set<Symbol>& symbols,
                                         Date yesterday, Date today);

}  // namespace bot::gateway
