// Orders and fills as messages of a TWS.
#pragma once

#include <cstdint>
#include <string>

#include "gateway/contracts.hpp"
#include "gateway/order.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

class OrderMessages {
 public:
  // Both have to outlive it.
  OrderMessages(Contracts& contracts, const std::string& account) : contracts_(contracts), account_(account) {}

  [[nodiscard]] wire::OpenOrderData open_order(const Order& order) const;
  // The last OPEN_ORDER of a filled order has its commission too.
  [[nodiscard]] wire::OpenOrderData open_order_with_commission(const Order& order) const;
  [[nodiscard]] static wire::OrderStatus order_status(const Order& order);
  [[nodiscard]] wire::CompletedOrderData completed_order(const Order& order) const;
  // req_id -1: pushed at the time of the fill.
  [[nodiscard]] wire::ExecutionData execution(const Fill& fill, std::int64_t req_id) const;
  [[nodiscard]] static wire::CommissionReport commission_report(const Fill& fill);

 private:
  [[nodiscard]] wire::Order echo(const Order& order) const;

  Contracts& contracts_;
  const std::string& account_;
};

}  // namespace bot::gateway
