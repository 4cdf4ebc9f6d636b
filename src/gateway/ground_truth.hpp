// What really is, for an auditor: no lag, no fault between.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "base/time.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"

namespace bot::gateway {

// Trades and frames since the gateway's object was started.
struct GroundTruth {
  struct OrderFrame {  // one PLACE_ORDER as it came in, what-ifs left out
    UtcTime received{};
    std::int64_t client_id = 0;
    std::int64_t order_id = 0;
    std::string order_ref;
    Symbol symbol;
    std::int64_t con_id = 0;  // as the client wrote it; of the symbol where it wrote none
    Side side = Side::kBuy;
    Quantity quantity;
    Price limit;  // 0: none
  };
  Money cash;          // TotalCashValue
  Money settled_cash;  // less unsettled proceeds, whatever Options::settled_cash makes of the tag
  Money lowest_cash;   // the lowest total cash ever since the start
  Money net_liquidation;
  std::map<Symbol, Quantity> positions;
  std::map<std::int64_t, Quantity> contracts;  // by contract id; also those that the owner holds in other listings
  std::vector<Execution> trades;
  std::vector<OrderFrame> frames;
  std::size_t open_orders = 0;
};

// How many trades and frames of this gateway somebody knows already.
struct SeenBefore {
  std::size_t trades = 0;
  std::size_t frames = 0;
};

}  // namespace bot::gateway
