// Orders of a session whose run cannot go on: nobody else watches those that may still work.
#pragma once

#include "run/ending.hpp"
#include "run/order_follower.hpp"
#include "run/order_sender.hpp"

namespace bot::run {

[[nodiscard]] bool was_any_sent(const Runtime& runtime);

// A start that cannot go on, `why`, in a session that has sent orders: they are followed to their end, and cancelled
// where this start was asked to stop or the account is halted. How the run ends then.
[[nodiscard]] Stop end_with_earlier_orders(Runtime& runtime, OrderFollower& follower, OrderSender& sender, Stop why);

}  // namespace bot::run
