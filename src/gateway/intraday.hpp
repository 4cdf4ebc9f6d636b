// One session's path, drawn from its final row and the seed: from open to close inside high and low, on a grid of five
// seconds, so that any instant can be asked. Five minutes before the close the price lies within 0.3 % of the close.
// Before the close it never equals the final close, and high, low and volume so far stay short of the final ones (but
// where the open itself is the high or the low).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "calendar/calendar.hpp"
#include "gateway/history.hpp"
#include "model/order.hpp"

namespace bot::gateway {

struct SoFar {      // what is known of the session at an instant before its close
  double last = 0;  // the newest print
  double high = 0, low = 0, open = 0;
  double volume = 0;
  UtcTime printed{};  // when the newest print was made
};

struct BidAsk {
  double bid = 0, ask = 0;
  int bid_size = 0, ask_size = 0;  // shares
};

class Intraday {
 public:
  Intraday(const Row& row, const calendar::Session& session, const Symbol& symbol, std::uint64_t seed);

  // `at` in [opens, closes).
  [[nodiscard]] SoFar so_far(UtcTime at) const;
  [[nodiscard]] BidAsk quote(UtcTime at) const;
  [[nodiscard]] double mid(UtcTime at) const;
  // The first instant in [from, until) at which an order of this side and limit can trade (a buy: ask <= limit).
  [[nodiscard]] std::optional<UtcTime> first_touch(Side side, double limit, UtcTime from, UtcTime until) const;
  [[nodiscard]] const calendar::Session& session() const { return session_; }

 private:
  [[nodiscard]] std::size_t index_at(UtcTime at) const;
  [[nodiscard]] BidAsk prices_at(std::size_t index) const;  // without sizes, which cost a random stream

  calendar::Session session_;
  std::uint64_t stream_ = 0;
  double open_ = 0;
  double volume_ = 0;
  std::vector<double> price_;  // by grid index
};

// 0.01, and 0.0001 below a dollar (SEC Rule 612).
[[nodiscard]] double tick_size(double price);

}  // namespace bot::gateway
