#include "gateway/venue.hpp"

#include <algorithm>

namespace bot::gateway {

const OrderFault* Venue::find_fault(const Order& order, OrderFaultKind kind) const {
  const auto found = std::ranges::find_if(faults.orders, [&](const OrderFault& fault) {
    return fault.kind == kind &&
           (fault.symbol.empty() ? fault.which.hits(order.number) : fault.symbol == order.symbol.value());
  });
  return found == faults.orders.end() ? nullptr : &*found;
}

}  // namespace bot::gateway
