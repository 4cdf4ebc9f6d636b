// Sell, prove, then buy. Buys are unlocked only when the sells are at their end, the broker's own list of executions
// has every fill we saw, and the positions are the baseline less what was sold.
#pragma once

#include "run/order_sender.hpp"
#include "run/written_plan.hpp"

namespace bot::run {

// What of the session's written plan was never sent, in that order. The facts as they are afterwards; why it stopped
// early, if it did, the follower knows.
[[nodiscard]] TradeFacts execute(Runtime& runtime, OrderFollower& follower, OrderSender& sender,
                                 const WrittenPlan& written);

// Orders that an earlier start sent are followed to their end or until no buy may begin any more, before anything more
// is sent.
void follow_earlier_orders(Runtime& runtime, OrderSender& sender);

}  // namespace bot::run
