#include "gateway/ticks.hpp"

#include <fmt/format.h>

#include <cmath>

namespace bot::gateway {
namespace {

struct TickIds {
  int bid, ask, last, high, low, volume, close, open, last_time, halted;
};
constexpr TickIds kLiveIds{1, 2, 4, 6, 7, 8, 9, 14, 45, 49};
constexpr TickIds kDelayedIds{66, 67, 68, 72, 73, 74, 75, 76, 88, 90};

}  // namespace

std::vector<wire::Response> make_ticks(const MarketView& view, TickSet set, std::int64_t req_id, double price_factor) {
  const TickIds& ids = set == TickSet::kLive ? kLiveIds : kDelayedIds;
  std::vector<wire::Response> ticks;
  const auto price = [&](int type, double value, int shares, int attributes) {
    ticks.push_back(wire::TickPrice{req_id, type, value, Quantity::from_whole(shares), attributes});
  };
  if (view.quote && price_factor > 0) {
    price(ids.bid, view.quote->bid * price_factor, view.quote->bid_size, 1);
    price(ids.ask, view.quote->ask * price_factor, view.quote->ask_size, 1);
  }
  if (view.last > 0) {
    price(ids.last, view.last, 100, 0);
    ticks.push_back(wire::TickString{
        req_id, ids.last_time,
        fmt::format("{}", std::chrono::floor<std::chrono::seconds>(view.last_time.time_since_epoch()).count())});
  }
  if (view.today) {
    price(ids.high, view.today->high, 0, 0);
    price(ids.low, view.today->low, 0, 0);
    price(ids.open, view.today->open, 0, 0);
    ticks.push_back(wire::TickSize{req_id, ids.volume, Quantity::from_double(view.today->volume)});
  }
  if (view.previous_close > 0) price(ids.close, view.previous_close, 0, 0);
  if (view.open) ticks.push_back(wire::TickGeneric{req_id, ids.halted, 0.0});
  return ticks;
}

}  // namespace bot::gateway
