// Orders out: what-ifs, orders and cancellations, at the rate that the options allow.
#pragma once

#include "model/order.hpp"
#include "ports/broker.hpp"
#include "tws/channel.hpp"
#include "tws/order_ids.hpp"

namespace bot::tws {

class OrderEntry {
 public:
  // All have to outlive it.
  OrderEntry(Channel& channel, OrderIds& ids, const Options& options)
      : channel_(channel), ids_(ids), orders_(options.orders_per_s) {}

  // Would this account be allowed these orders? In flight together; each uses an order id and is never an order.
  std::vector<Result<ports::WhatIf>> ask_what_ifs(const std::vector<OrderTicket>& tickets, UtcTime deadline);
  // Writes one frame or none. kDisconnected, kTimeout (too many were sent), kInterrupted.
  Result<void> place(const OrderTicket& ticket, ClientOrderId order_id);
  Result<void> cancel(ClientOrderId order_id);

 private:
  Channel& channel_;
  OrderIds& ids_;
  TokenBucket orders_;
};

}  // namespace bot::tws
