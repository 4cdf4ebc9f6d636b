// An order that every safety rule has passed right before it is sent. Nothing else can be placed, and only check_order
// can make one.
#pragma once

#include <utility>
#include <variant>

#include "model/order.hpp"
#include "safety/refused.hpp"

namespace bot::safety {

struct SafetyInput;
class Approved;
using OrderVerdict = std::variant<Approved, Refused>;

class Approved {
 public:
  [[nodiscard]] const OrderTicket& ticket() const { return ticket_; }

 private:
  explicit Approved(OrderTicket ticket) : ticket_(std::move(ticket)) {}
  friend OrderVerdict check_order(const SafetyInput& input, const OrderTicket& ticket);

  OrderTicket ticket_{};
};

}  // namespace bot::safety
