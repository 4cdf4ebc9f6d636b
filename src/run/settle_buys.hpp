// The buys as the account allows them after the sells.
#pragma once

#include <vector>

#include "run/order_follower.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

struct SettledBuys {
  TradeFacts facts;            // with account and quotes of now, and the budget
  std::vector<OrderKey> keys;  // to send, smallest first: the canary; none where the follower froze
};
// Reads account and quotes again, cuts the planned buys to the cash there is, and makes that durable before the first
// of them is sent.
[[nodiscard]] SettledBuys settle_buys(Runtime& runtime, OrderFollower& follower, TradeFacts facts,
                                      const std::vector<OrderKey>& planned);

}  // namespace bot::run
