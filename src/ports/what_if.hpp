// What a what-if asks about: an order like any other, but without a key, under which alone one can be sent.
#pragma once

#include <utility>

#include "model/instrument.hpp"
#include "model/order.hpp"

namespace bot::ports {

[[nodiscard]] inline OrderTicket what_if_ticket(const Instrument& instrument, AccountId account, Side side,
                                                Quantity quantity, Price limit, UtcTime expires) {
  return {.key = {},
          .symbol = instrument.symbol,
          .con_id = instrument.con_id,
          .primary_exchange = instrument.primary_exchange,
          .account = std::move(account),
          .side = side,
          .quantity = quantity,
          .limit = limit,
          .expires = expires};
}

}  // namespace bot::ports
