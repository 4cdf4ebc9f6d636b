#include "orders/order_state.hpp"

#include <optional>

#include "base/check.hpp"

namespace bot::orders {
namespace {

OrderState live_or_filled(const OrderProgress& progress, OrderState without_any) {
  if (progress.all_filled) return OrderState::kFilled;
  return progress.any_filled ? OrderState::kPartial : without_any;
}

OrderState after_fact_while_live(const OrderProgress& progress, OrderFact fact) {
  if (progress.all_filled) return OrderState::kFilled;
  switch (fact) {
    case OrderFact::kWorking:
      return live_or_filled(progress, OrderState::kWorking);
    case OrderFact::kCancelled:
      return OrderState::kCancelled;
    case OrderFact::kRejected:
      return progress.any_filled ? OrderState::kCancelled : OrderState::kRejected;
    case OrderFact::kExpired:
      return OrderState::kExpired;
    case OrderFact::kNoEvidence:
      return OrderState::kUnknown;
  }
  BOT_CHECK(false);
}

}  // namespace

OrderState next_state(const OrderProgress& progress, OrderFact fact) {
  switch (progress.state) {
    case OrderState::kSending:
    case OrderState::kWorking:
    case OrderState::kPartial:
    case OrderState::kUnknown:
      return after_fact_while_live(progress, fact);
    case OrderState::kPlanned:
    case OrderState::kAbandoned:
      return progress.state;
    case OrderState::kFilled:
    case OrderState::kCancelled:
    case OrderState::kExpired:
      return state_after_fill(progress);
    // A refused order that fills was not dead: what is reported of it counts again.
    case OrderState::kRejected:
      return progress.any_filled ? after_fact_while_live(progress, fact) : progress.state;
  }
  BOT_CHECK(false);
}

OrderState state_after_fill(const OrderProgress& progress) {
  switch (progress.state) {
    case OrderState::kSending:
    case OrderState::kWorking:
    case OrderState::kPartial:
    case OrderState::kUnknown:
    case OrderState::kRejected:
      return live_or_filled(progress, progress.state);
    case OrderState::kCancelled:
    case OrderState::kExpired:
      return progress.all_filled ? OrderState::kFilled : progress.state;
    case OrderState::kPlanned:
    case OrderState::kAbandoned:
    case OrderState::kFilled:
      return progress.state;
  }
  BOT_CHECK(false);
}

std::optional<OrderFact> fact_of_status(BrokerOrderStatus status) {
  switch (status) {
    case BrokerOrderStatus::kPendingSubmit:
    case BrokerOrderStatus::kPreSubmitted:
    case BrokerOrderStatus::kSubmitted:
    case BrokerOrderStatus::kPendingCancel:
    // Executions decide whether this is the end.
    case BrokerOrderStatus::kFilled:
      return OrderFact::kWorking;
    case BrokerOrderStatus::kCancelled:
      return OrderFact::kCancelled;
    case BrokerOrderStatus::kInactive:
    case BrokerOrderStatus::kOther:
      return std::nullopt;
  }
  BOT_CHECK(false);
}

}  // namespace bot::orders
