// Where the tracker writes what it learns of orders, and reads what is known so far: the ledger, seen from here.
#pragma once

#include <map>
#include <variant>

#include "base/result.hpp"
#include "base/time.hpp"
#include "orders/events.hpp"
#include "orders/order_record.hpp"

namespace bot::orders {

using OrderEvent = std::variant<OrderEvidence, FillBooked, CommissionBooked>;

class Journal {
 public:
  virtual ~Journal() = default;
  // Every order ever planned. What was recorded shows in it at once.
  [[nodiscard]] virtual const std::map<OrderKey, OrderRecord>& orders() const = 0;
  // Durable when it returns.
  [[nodiscard]] virtual Result<void> record(UtcTime at, const OrderEvent& event) = 0;
};

}  // namespace bot::orders
