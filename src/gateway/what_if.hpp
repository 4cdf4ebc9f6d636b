// What an order would do to the account: the answer to a what-if.
#pragma once

#include "gateway/account.hpp"
#include "gateway/market.hpp"
#include "gateway/options.hpp"
#include "gateway/order.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

// Commission and margins of the order before, at and after it, in US dollars. A cash account's margin of a position is
// its whole value; an estimate at the limit, or at the market.
void add_margins(wire::OpenOrderData& answer, const Order& order, const Account& account, Market& market,
                 const Options& options, UtcTime now);

}  // namespace bot::gateway
