// One order of ours: what was planned, what was sent, and what is known of it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/fixed.hpp"
#include "base/time.hpp"
#include "model/order.hpp"

namespace bot::orders {

// One execution under one of our keys. A correction replaces the one with the same id up to the last dot.
struct BookedFill {
  ExecId exec_id;
  Quantity quantity;
  Price price;
  UtcTime time{};
  Date session;
  Date settles;
  std::optional<Money> commission;
  bool corrected = false;
  [[nodiscard]] Money value() const;
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
  std::string reason;  // of the plan; replaced by what ended the order where that says more
  OrderState state = OrderState::kPlanned;
  ClientOrderId order_id;  // 0 until sent
  PermId perm_id;
  UtcTime sent_at{};
  UtcTime expires{};
  bool cancel_requested = false;
  Quantity reported_filled;                 // the most any status or completed order told of
  Quantity inferred;                        // proven by positions only
  std::map<std::string, BookedFill> fills;  // by execution id up to its last dot

  [[nodiscard]] bool was_sent() const { return order_id.value() > 0; }
  // Sum of executions and inferred fills: what positions and cash are booked from.
  [[nodiscard]] Quantity executed() const;
  // The most any source tells of.
  [[nodiscard]] Quantity filled() const { return max(executed(), reported_filled); }
  [[nodiscard]] bool overfilled() const { return filled() > quantity; }
  [[nodiscard]] Quantity unfilled() const { return max(quantity - filled(), Quantity{}); }
  [[nodiscard]] std::optional<Price> average_price() const;  // over executions; none without
  [[nodiscard]] std::optional<Money> commission() const;     // none until every execution has one
};

// None for an id of 0, which is no id.
[[nodiscard]] const OrderRecord* order_by_perm_id(const std::map<OrderKey, OrderRecord>& orders, PermId perm_id);
[[nodiscard]] const OrderRecord* order_by_order_id(const std::map<OrderKey, OrderRecord>& orders,
                                                   ClientOrderId order_id);

}  // namespace bot::orders
