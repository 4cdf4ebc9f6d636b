// One order of ours: what was planned, what was sent, and what is known of it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/fixed.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "model/order.hpp"

namespace bot::orders {

struct OrderProgress;

// One execution under one of our keys. A correction replaces the one with the same id up to the last dot.
struct BookedFill {
  ExecId exec_id;
  Quantity quantity;
  Price price;
  std::optional<UtcTime> time{};  // absent: not known
  Date session;
  Date settles;
  std::optional<Money> commission;
  bool corrected = false;
  std::optional<Money> doubtful_commission{};  // reported, and cannot be true
  bool paid_unreported = false;                // the broker's cash was recorded since, and had its commission in it
  [[nodiscard]] Money value() const;

  bool operator==(const BookedFill&) const = default;
  static void fields(auto& each) {
    each("exec_id", &BookedFill::exec_id);
    each("quantity", &BookedFill::quantity);
    each("price", &BookedFill::price);
    each("time", &BookedFill::time);
    each("session", &BookedFill::session);
    each("settles", &BookedFill::settles);
    each("commission", &BookedFill::commission);
    each("corrected", &BookedFill::corrected);
    each(json::Added{"doubtful_commission"}, &BookedFill::doubtful_commission);
    each(json::Added{"paid_unreported"}, &BookedFill::paid_unreported);
  }
};

struct OrderRecord {
  OrderKey key;
  RunId run;
  Date session;
  Symbol symbol;
  ConId con_id;
  std::string primary_exchange;
  Side side = Side::kBuy;
  Quantity intended;  // of the plan: never exceeded
  Quantity quantity;  // what may be or was sent, at most intended
  Price planned_limit;
  Price limit;
  Price planned_mid;
  bool full_exit = false;
  std::string reason;                 // of the plan; replaced by what ended the order where that says more
  std::optional<int> refusal_code{};  // of the message that the broker refused it with
  OrderState state = OrderState::kPlanned;
  ClientOrderId order_id;  // 0 until sent
  PermId perm_id;
  UtcTime sent_at{};
  UtcTime expires{};
  bool cancel_requested = false;
  Quantity reported_filled;                 // the most any status or completed order reported
  Quantity inferred;                        // proven by positions only; booked at the limit
  std::optional<Date> inferred_settles{};   // when the newest of it does
  Quantity inferred_priced;                 // of it what the recorded cash has in it at its true price
  std::map<std::string, BookedFill> fills;  // by execution id up to its last dot

  // Its frame has left, or may have.
  [[nodiscard]] bool was_sent() const { return order_id.value() > 0 && state != OrderState::kAbandoned; }
  // Its sending was written down, and nothing of its frame was handed to the connection.
  [[nodiscard]] bool was_never_handed_over() const { return order_id.value() > 0 && state == OrderState::kAbandoned; }
  // Sum of executions and inferred fills: what positions and cash are booked from.
  [[nodiscard]] Quantity executed() const;
  // The most any source reports. A status alone proves no fill: the order lives on until executions show it, or its
  // expiry and the positions say what became of it.
  [[nodiscard]] Quantity filled() const { return max(executed(), reported_filled); }
  [[nodiscard]] bool lacks_executions() const { return reported_filled > executed(); }
  // Nobody told its end, or more of it is reported filled than the executions show.
  [[nodiscard]] bool has_unknown_end() const { return was_sent() && (!is_terminal(state) || lacks_executions()); }
  [[nodiscard]] bool overfilled() const { return filled() > quantity; }
  [[nodiscard]] const BookedFill* fill_of(const ExecId& exec_id) const;  // in this very version; none: not booked
  [[nodiscard]] Quantity inferred_unpriced() const { return inferred - inferred_priced; }
  // As a person reads it: shares that the broker took back were not filled, and nobody works for them any more.
  [[nodiscard]] OrderState reported_state() const {
    return state == OrderState::kFilled && executed() < quantity ? OrderState::kCancelled : state;
  }
  // All that the plan wanted of it, and not only what was sent in the end.
  [[nodiscard]] bool is_filled_as_planned() const {
    return reported_state() == OrderState::kFilled && quantity == intended;
  }
  [[nodiscard]] Quantity unfilled() const { return max(quantity - executed(), Quantity{}); }
  [[nodiscard]] std::optional<Price> average_price() const;        // over executions; none without
  [[nodiscard]] std::optional<Money> commission() const;           // none until every execution has one
  [[nodiscard]] std::optional<Money> doubtful_commission() const;  // sum of what was reported and cannot be true
  [[nodiscard]] bool awaits_commission() const;                    // of an execution nothing was reported

  bool operator==(const OrderRecord&) const = default;
  static void fields(auto& each) {
    each("key", &OrderRecord::key);
    each("run", &OrderRecord::run);
    each("session", &OrderRecord::session);
    each("symbol", &OrderRecord::symbol);
    each("con_id", &OrderRecord::con_id);
    each("primary_exchange", &OrderRecord::primary_exchange);
    each("side", &OrderRecord::side);
    each("intended", &OrderRecord::intended);
    each("quantity", &OrderRecord::quantity);
    each("planned_limit", &OrderRecord::planned_limit);
    each("limit", &OrderRecord::limit);
    each("planned_mid", &OrderRecord::planned_mid);
    each("full_exit", &OrderRecord::full_exit);
    each("reason", &OrderRecord::reason);
    each("state", &OrderRecord::state);
    each("order_id", &OrderRecord::order_id);
    each("perm_id", &OrderRecord::perm_id);
    each("sent_at", &OrderRecord::sent_at);
    each("expires", &OrderRecord::expires);
    each("cancel_requested", &OrderRecord::cancel_requested);
    each("reported_filled", &OrderRecord::reported_filled);
    each("inferred", &OrderRecord::inferred);
    each("fills", &OrderRecord::fills);
    each(json::Added{"refusal_code"}, &OrderRecord::refusal_code);
    each(json::Added{"inferred_priced"}, &OrderRecord::inferred_priced);
    each(json::Added{"inferred_settles"}, &OrderRecord::inferred_settles);
  }
};

[[nodiscard]] OrderProgress progress_of(const OrderRecord& order);
// None for an id of 0, which is no id.
[[nodiscard]] const OrderRecord* order_by_perm_id(const std::map<OrderKey, OrderRecord>& orders, PermId perm_id);
[[nodiscard]] const OrderRecord* order_by_order_id(const std::map<OrderKey, OrderRecord>& orders,
                                                   ClientOrderId order_id);
// The order of ours that the broker speaks of; none: it is somebody else's. Ours is what our client id sent under a key
// that we know: order ids repeat between clients, and references can be copied. An open order or a finished one without
// any reference is ours by its permanent id; a finished one names no client.
[[nodiscard]] const OrderRecord* order_of(const std::map<OrderKey, OrderRecord>& orders, const Execution& execution);
[[nodiscard]] const OrderRecord* order_of(const std::map<OrderKey, OrderRecord>& orders, const OpenOrder& open);
[[nodiscard]] const OrderRecord* order_of(const std::map<OrderKey, OrderRecord>& orders,
                                          const CompletedOrder& completed);

}  // namespace bot::orders
