// The orders of today that are over, and today's fills: what they are stands in the journal, here only where. So the
// day's thousandth order costs no more memory than its first, and is still reported to whoever asks, as TWS does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "gateway/journal.hpp"
#include "gateway/order.hpp"

namespace bot::gateway {

class DayArchive {
 public:
  struct Over {  // an order that is
    std::int64_t client_id = 0;
    std::int64_t order_id = 0;
    std::int64_t perm_id = 0;
    Place place;
    Status status = Status::kFilled;
  };

  // Both have to outlive it.
  DayArchive(const Journal& journal, const std::string& account) : journal_(journal), account_(account) {}

  void add(const Order& order, const Place& place);
  void add_fills(const Place& place) { fills_.push_back(place); }
  void clear();
  // Its orders stand at these places now, in their order; no fills.
  void move(const std::vector<Place>& orders_at);

  // The newest under this id; nullptr: none is over.
  [[nodiscard]] const Over* find(std::int64_t client_id, std::int64_t order_id) const;
  // In the order in which they ended, and happened. An error: they cannot be read back.
  [[nodiscard]] Result<void> each_order(const std::function<void(const Order&)>& use) const;
  [[nodiscard]] Result<void> each_fill(const std::function<void(const Fill&)>& use) const;

 private:
  const Journal& journal_;
  const std::string& account_;
  std::vector<Over> over_;
  std::vector<Place> fills_;
};

}  // namespace bot::gateway
