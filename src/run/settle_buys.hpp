// The account and the buys as it allows them, after sells.
#pragma once

#include <vector>

#include "run/order_follower.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

// The facts with the account's values as they are after the fills so far: those of before go with positions that are
// gone. Where the broker's cash does not show the fills yet, the ledger's stands beside it. Values that cannot be read
// freeze the follower.
[[nodiscard]] TradeFacts reread_cash(Runtime& runtime, OrderFollower& follower, TradeFacts facts);

struct SettledBuys {
  TradeFacts facts;            // with account and quotes of now, and the budget
  std::vector<OrderKey> keys;  // to send, smallest first: the canary; none where the follower froze
};
// Reads account and quotes again, cuts the planned buys to the cash there is, and makes that durable before the first
// of them is sent.
[[nodiscard]] SettledBuys settle_buys(Runtime& runtime, OrderFollower& follower, TradeFacts facts,
                                      const std::vector<OrderKey>& planned);

}  // namespace bot::run
