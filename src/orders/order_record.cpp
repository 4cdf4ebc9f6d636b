#include "orders/order_record.hpp"

#include "orders/order_state.hpp"

namespace bot::orders {

Money BookedFill::value() const { return multiply(price, quantity, Rounding::kHalfEven); }

Quantity OrderRecord::executed() const {
  Quantity sum = inferred;
  for (const auto& [base, fill] : fills) sum += fill.quantity;
  return sum;
}

const BookedFill* OrderRecord::fill_of(const ExecId& exec_id) const {
  for (const auto& [base, fill] : fills)
    if (fill.exec_id == exec_id) return &fill;
  return nullptr;
}

std::optional<Price> OrderRecord::average_price() const {
  Quantity quantity_sum;
  Money value_sum;
  for (const auto& [base, fill] : fills) {
    quantity_sum += fill.quantity;
    value_sum += fill.value();
  }
  if (quantity_sum <= Quantity{}) return std::nullopt;
  return divide(value_sum, quantity_sum, Rounding::kHalfEven);
}

std::optional<Money> OrderRecord::commission() const {
  if (fills.empty()) return std::nullopt;
  Money sum;
  for (const auto& [base, fill] : fills) {
    if (!fill.commission) return std::nullopt;
    sum += *fill.commission;
  }
  return sum;
}

std::optional<Money> OrderRecord::doubtful_commission() const {
  std::optional<Money> sum;
  for (const auto& [base, fill] : fills)
    if (fill.doubtful_commission) sum = sum.value_or(Money{}) + *fill.doubtful_commission;
  return sum;
}

bool OrderRecord::awaits_commission() const {
  for (const auto& [base, fill] : fills)
    if (!fill.commission && !fill.doubtful_commission) return true;
  return inferred > Quantity{};
}

OrderProgress progress_of(const OrderRecord& order) {
  return {.state = order.state,
          .any_filled = order.filled() > Quantity{},
          .all_filled = order.quantity > Quantity{} && order.executed() >= order.quantity};
}

const OrderRecord* order_by_perm_id(const std::map<OrderKey, OrderRecord>& orders, PermId perm_id) {
  if (perm_id.value() == 0) return nullptr;
  for (const auto& [key, order] : orders)
    if (order.perm_id == perm_id) return &order;
  return nullptr;
}

const OrderRecord* order_by_order_id(const std::map<OrderKey, OrderRecord>& orders, ClientOrderId order_id) {
  if (order_id.value() <= 0) return nullptr;
  for (const auto& [key, order] : orders)
    if (order.order_id == order_id) return &order;
  return nullptr;
}

namespace {

const OrderRecord* order_by_key(const std::map<OrderKey, OrderRecord>& orders, const OrderKey& key) {
  const auto found = orders.find(key);
  return found == orders.end() ? nullptr : &found->second;
}

}  // namespace

const OrderRecord* order_of(const std::map<OrderKey, OrderRecord>& orders, const Execution& execution) {
  return execution.own_client ? order_by_key(orders, execution.key) : nullptr;
}

const OrderRecord* order_of(const std::map<OrderKey, OrderRecord>& orders, const OpenOrder& open) {
  if (!open.own_client) return nullptr;
  return open.key.value().empty() ? order_by_perm_id(orders, open.perm_id) : order_by_key(orders, open.key);
}

const OrderRecord* order_of(const std::map<OrderKey, OrderRecord>& orders, const CompletedOrder& completed) {
  return completed.key.value().empty() ? order_by_perm_id(orders, completed.perm_id)
                                       : order_by_key(orders, completed.key);
}

}  // namespace bot::orders
