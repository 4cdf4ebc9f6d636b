// The buys as the account allows them after the sells.
#pragma once

#include <vector>

#include "run/order_follower.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

// Reads account and quotes again into `facts`, cuts the planned buys to the cash there is, and makes that durable
// before the first of them is sent. The keys to send, smallest first: the canary. None where the follower froze.
[[nodiscard]] std::vector<OrderKey> settle_buys(Runtime& runtime, OrderFollower& follower, TradeFacts& facts,
                                                const std::vector<OrderKey>& planned);

}  // namespace bot::run
