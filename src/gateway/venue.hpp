// What the parts of the simulated broker work on: the market it shows, the account it keeps, the orders it has taken.
#pragma once

#include "gateway/account.hpp"
#include "gateway/contracts.hpp"
#include "gateway/faults.hpp"
#include "gateway/habits.hpp"
#include "gateway/market.hpp"
#include "gateway/options.hpp"
#include "gateway/order_book.hpp"
#include "gateway/outbox.hpp"

namespace bot::gateway {

// References into the gateway, which outlives all who hold a Venue.
struct Venue {
  const Options& options;
  const Faults& faults;
  const Habits& habits;
  Market& market;
  Contracts& contracts;
  Account& account;
  OrderBook& book;
  Outbox& outbox;

  // The fault of this kind that hits the order; nullptr: none does.
  [[nodiscard]] const OrderFault* find_fault(const Order& order, OrderFaultKind kind) const;
};

}  // namespace bot::gateway
