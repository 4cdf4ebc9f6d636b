// The proof between sells and buys: positions are the baseline and our executions.
#pragma once

#include "run/order_follower.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

// The positions that the session's baseline and our executions add up to; empty without a plan.
[[nodiscard]] PositionMap proven_positions(const Runtime& runtime);

// The broker's list of executions has every fill we saw, and the positions are what they make of the baseline: the
// facts with these positions. Else the follower is frozen, and they are as before.
[[nodiscard]] TradeFacts prove_sells(Runtime& runtime, OrderFollower& follower, TradeFacts facts);

}  // namespace bot::run
