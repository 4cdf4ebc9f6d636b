#include "gateway/order_entry.hpp"

#include <fmt/format.h>

#include "broker/tws_codes.hpp"
#include "gateway/what_if.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;

// What a real gateway takes for these, roughly.
constexpr Duration kOnTheWay = std::chrono::milliseconds{10};
constexpr Duration kToCancel = std::chrono::milliseconds{40};
constexpr std::int64_t kMaxOrderId = 2'147'483'647;  // an int on the wire

void begin_cancelling(Order& order, UtcTime now) {
  order.phase = Phase::kCancelling;
  order.status = Status::kPendingCancel;
  order.due = now + kToCancel;
}

}  // namespace

void OrderEntry::place(std::int64_t client_id, const wire::PlaceOrder& request, UtcTime now) {
  const wire::Order& placed = request.order;
  const std::int64_t id = placed.order_id;
  const auto symbol = venue_.contracts.resolve(request.contract);
  const Side side = placed.action == "SELL" ? Side::kSell : Side::kBuy;
  const Quantity quantity = placed.total_quantity.value_or(Quantity{});
  if (!placed.what_if) {
    if (venue_.options.keeps_trades)
      frames_.push_back(
          {now, client_id, id, placed.order_ref, symbol.value_or(Symbol(request.contract.symbol)),
           request.contract.con_id != 0 || !symbol ? request.contract.con_id : venue_.contracts.con_id(*symbol), side,
           quantity, read_limit(placed).value_or(Price{})});
    if (Order* const existing = venue_.book.find_live(client_id, id); existing != nullptr) {
      modify(*existing, request, now);
      return;
    }
  }
  if (const auto refusal = check_ids(client_id, id)) {
    venue_.outbox.refuse(client_id, id, *refusal);
    return;
  }
  venue_.book.note_order_id(client_id, id);
  if (!symbol) {
    venue_.outbox.refuse(client_id, id,
                         {code::kNoSecurityDefinition, "No security definition has been found for the request"});
    return;
  }
  Order order;
  order.client_id = client_id;
  order.order_id = id;
  order.number = placed.what_if ? 0 : ++orders_seen_;
  order.symbol = *symbol;
  order.side = side;
  order.quantity = quantity;
  order.placed = placed;
  order.limit = read_limit(placed);
  order.immediate = placed.tif == "IOC";
  enter(std::move(order), now);
}

std::optional<Refusal> OrderEntry::check_ids(std::int64_t client_id, std::int64_t order_id) const {
  if (order_id >= venue_.book.next_order_id(client_id)) {
    if (order_id <= kMaxOrderId) return std::nullopt;
    return Refusal{code::kInvalidRequest, "Error validating request:-'a' : cause - Invalid order id."};
  }
  if (venue_.book.find_over(client_id, order_id) == Status::kFilled)
    return Refusal{code::kOrderIsFilled, "Cannot modify a filled order."};
  return Refusal{code::kDuplicateOrderId, "Duplicate order id"};
}

void OrderEntry::enter(Order order, UtcTime now) {
  const bool what_if = order.placed.what_if;
  auto refusal = validator_.check(order, venue_.book.orders(), now);
  if (!refusal) refusal = validator_.assign_expiry(order, now);
  if (refusal && refusal->code == code::kOrderRejected && !what_if) {
    keep_rejected(std::move(order), *refusal, now);
    return;
  }
  if (refusal) {
    venue_.outbox.refuse(order.client_id, order.order_id, *refusal);
    return;
  }
  if (what_if) {
    wire::OpenOrderData answer = venue_.outbox.messages().open_order(order);
    add_margins(answer, order, venue_.account, venue_.market, venue_.options, now);
    venue_.outbox.send(order, std::move(answer));
    return;
  }
  order.perm_id = venue_.book.make_perm_id();
  order.due = now + kOnTheWay;
  if (venue_.find_fault(order, OrderFaultKind::kSwallow) != nullptr) {
    order.phase = Phase::kSilent;
    order.due = kNever;
  }
  const OrderFault* const hold = venue_.find_fault(order, OrderFaultKind::kHold);
  if (hold != nullptr && order.due != kNever) order.due += hold->time;  // a silent order waits for ever anyway
  if ((hold != nullptr || engine_.link_is_down()) && order.placed.good_till_date.empty()) order.expires.reset();
  venue_.book.add(std::move(order));
}

// IBKR itself refused it: the order existed for a moment.
void OrderEntry::keep_rejected(Order order, const Refusal& refusal, UtcTime now) {
  order.perm_id = venue_.book.make_perm_id();
  order.phase = Phase::kDone;
  order.status = Status::kInactive;
  order.completed = now;
  order.completed_status = refusal.text;
  if (venue_.habits.refusal == RefusalReports::kAround) venue_.outbox.send(order, OrderMessages::order_status(order));
  venue_.outbox.refuse(order.client_id, order.order_id, refusal);
  venue_.outbox.send(order, OrderMessages::order_status(order));
  venue_.book.add(std::move(order));
}

void OrderEntry::modify(Order& order, const wire::PlaceOrder& request, UtcTime now) {
  const wire::Order& placed = request.order;
  const auto symbol = venue_.contracts.resolve(request.contract);
  const bool same = symbol && *symbol == order.symbol && placed.action == name(order.side) &&
                    (placed.account.empty() || placed.account == venue_.options.account) &&
                    placed.order_type == order.placed.order_type;
  if (!same) {
    venue_.outbox.refuse(order.client_id, order.order_id,
                         {code::kModificationMismatch, "Order being modified does not match original order"});
    return;
  }
  Order changed = order;
  changed.placed = placed;
  changed.quantity = placed.total_quantity.value_or(order.quantity);
  changed.limit = read_limit(placed);
  auto refusal = validator_.check(changed, venue_.book.orders(), now);
  if (!refusal && changed.quantity <= order.filled)
    refusal = Refusal{code::kModificationMismatch, "The new size is filled already"};
  if (!refusal && placed.good_till_date != order.placed.good_till_date)
    refusal = validator_.assign_expiry(changed, now);
  if (refusal) {
    venue_.outbox.refuse(order.client_id, order.order_id, *refusal);
    return;
  }
  if (changed.phase == Phase::kWorking) {  // it goes to the back of the queue, and may be marketable now
    changed.phase = Phase::kAcknowledged;
    changed.rested = false;
    changed.due = now + kOnTheWay;
  }
  order = std::move(changed);
  venue_.book.mark_changed(order);
  venue_.outbox.send_state(order);
}

void OrderEntry::cancel(std::int64_t client_id, std::int64_t order_id, UtcTime now) {
  if (Order* const order = venue_.book.find_live(client_id, order_id); order != nullptr) {
    if (order->phase == Phase::kCancelling || venue_.find_fault(*order, OrderFaultKind::kSwallow) != nullptr) return;
    begin_cancelling(*order, now);
    if (venue_.habits.cancel != CancelReports::kAtOnce) venue_.outbox.send(*order, OrderMessages::order_status(*order));
    venue_.book.mark_changed(*order);
  } else if (const auto over = venue_.book.find_over(client_id, order_id)) {
    venue_.outbox.refuse(
        client_id, order_id,
        {code::kOrderNotCancellable, fmt::format("OrderId {} that needs to be cancelled cannot be cancelled, "
                                                 "state: {}.",
                                                 order_id, wire_name(*over))});
  } else {
    venue_.outbox.refuse(
        client_id, order_id,
        {code::kOrderNotFound, fmt::format("OrderId {} that needs to be cancelled is not found.", order_id)});
  }
}

void OrderEntry::cancel_all(UtcTime now) {
  for (Order& order : venue_.book.orders()) {
    if (order.is_done() || order.phase == Phase::kCancelling) continue;
    begin_cancelling(order, now);
    venue_.book.mark_changed(order);
  }
}

}  // namespace bot::gateway
