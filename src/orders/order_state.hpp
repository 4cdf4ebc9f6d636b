// The life of one of our orders as one table (docs/reliability.md 2.4). There is no edge back to planned and none from
// anywhere to "send again"; a terminal state still takes fills; an error text is no fact at all and has no row here.
#pragma once

#include "model/order.hpp"
#include "orders/events.hpp"

namespace bot::orders {

struct OrderProgress {
  OrderState state = OrderState::kPlanned;
  bool any_filled = false;
  bool all_filled = false;
};

// The state after `fact`, with what is filled by then. kPlanned and kAbandoned take no facts: the order never left.
[[nodiscard]] OrderState next_state(const OrderProgress& progress, OrderFact fact);
// The state after the filled quantity changed (an execution came).
[[nodiscard]] OrderState state_after_fill(const OrderProgress& progress);

// What a broker's status word says of an order's life; none for words that say nothing. Inactive says nothing by
// itself: it may revive, so it counts only together with a refusal (docs/reliability.md D7, D13).
[[nodiscard]] std::optional<OrderFact> fact_of_status(BrokerOrderStatus status);

}  // namespace bot::orders
