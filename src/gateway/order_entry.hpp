// Orders as clients send them: new ones, changes, what-ifs and cancellations. What is taken goes into the book, where
// the matching engine finds it; what is not is refused with the code that TWS or IBKR would give.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/ground_truth.hpp"
#include "gateway/matching_engine.hpp"
#include "gateway/venue.hpp"
#include "wire/requests.hpp"

namespace bot::gateway {

class OrderEntry {
 public:
  // `engine` has to outlive it.
  OrderEntry(const Venue& venue, const MatchingEngine& engine)
      : venue_(venue), engine_(engine), validator_(venue.market, venue.account, venue.options, venue.faults) {}

  // A new order, a change of a live one, or a what-if.
  void place(std::int64_t client_id, const wire::PlaceOrder& request, UtcTime now);
  void cancel(std::int64_t client_id, std::int64_t order_id, UtcTime now);
  void cancel_all(UtcTime now);

  [[nodiscard]] const std::vector<GroundTruth::OrderFrame>& frames() const { return frames_; }

 private:
  [[nodiscard]] std::optional<Refusal> check_ids(std::int64_t client_id, std::int64_t order_id) const;
  void enter(Order order, UtcTime now);
  void keep_rejected(Order order, const Refusal& refusal, UtcTime now);
  void modify(Order& order, const wire::PlaceOrder& request, UtcTime now);

  Venue venue_;
  const MatchingEngine& engine_;
  OrderValidator validator_;
  std::vector<GroundTruth::OrderFrame> frames_;
  std::int64_t orders_seen_ = 0;
};

}  // namespace bot::gateway
