// A market view as ticks: which tick types, by data type (docs/protocol.md 8.1), with what is missing left out.
#pragma once

#include <vector>

#include "gateway/market.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

enum class TickSet { kLive, kDelayed };

// In the order in which TWS tends to send them. `price_factor` multiplies bid and ask (a fault); 0 takes them away.
[[nodiscard]] std::vector<wire::Response> make_ticks(const MarketView& view, TickSet set, std::int64_t req_id,
                                                     double price_factor);

}  // namespace bot::gateway
