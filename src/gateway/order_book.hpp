// The orders that live or ended a moment ago, fills that were not written down yet, and the ids that were given out.
// What is over and written down is the archive's.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "gateway/day_archive.hpp"
#include "gateway/order.hpp"

namespace bot::gateway {

// What happened since the state was written last.
enum class Unsaved { kNothing, kChanges, kEverything };  // kEverything: more than a line of the journal can say

class OrderBook {
 public:
  // `archive` has to outlive it.
  explicit OrderBook(DayArchive& archive) : archive_(archive) {}

  // A pointer into the book holds until the next add(), begin_day() or keep_in_archive().
  [[nodiscard]] Order* find_live(std::int64_t client_id, std::int64_t order_id);
  // The newest finished order under this id; none if there is none.
  [[nodiscard]] std::optional<Status> find_over(std::int64_t client_id, std::int64_t order_id) const;
  [[nodiscard]] const Order* find_by_perm_id(std::int64_t perm_id) const;

  // Takes out the orders of which `leaves` is true.
  template <class Leaves>
  [[nodiscard]] std::vector<Order> take_out(Leaves leaves) {
    const auto gone = std::stable_partition(orders_.begin(), orders_.end(), std::not_fn(leaves));
    std::vector<Order> taken(std::make_move_iterator(gone), std::make_move_iterator(orders_.end()));
    orders_.erase(gone, orders_.end());
    return taken;
  }
  void add(Order order) { orders_.push_back(std::move(order)); }
  void add(Fill fill) { fills_.push_back(std::move(fill)); }
  // What is over stays visible until midnight, like IBKR's completed orders and executions of the day.
  void begin_day();

  [[nodiscard]] std::int64_t next_order_id(std::int64_t client_id) const;
  void note_order_id(std::int64_t client_id, std::int64_t order_id);
  void forget_order_ids();
  [[nodiscard]] std::int64_t make_perm_id() { return ++last_perm_id_; }

  // Something worth keeping happened: to this order, to the ids, or to everything.
  void mark_changed(Order& order) {
    order.is_unsaved = true;
    mark(Unsaved::kChanges);
  }
  void mark_everything_changed() { mark(Unsaved::kEverything); }
  [[nodiscard]] Unsaved unsaved() const { return unsaved_; }

  [[nodiscard]] std::vector<Order>& orders() { return orders_; }
  [[nodiscard]] const std::vector<Order>& orders() const { return orders_; }
  [[nodiscard]] const std::vector<Fill>& fills() const { return fills_; }
  [[nodiscard]] const DayArchive& archive() const { return archive_; }

  struct Saved {
    std::int64_t last_perm_id = 0;
    std::map<std::int64_t, std::int64_t> last_order_id;  // by client id
    std::vector<Order> orders;
    std::vector<Fill> fills;
  };
  // The ids without orders and fills: all, and those given out since the state was written last.
  [[nodiscard]] Saved saved_ids() const { return {last_perm_id_, last_order_id_, {}, {}}; }
  [[nodiscard]] Saved changed_ids() const;
  void restore(Saved saved);
  // All that is unsaved was written; fills_at: where, if there were any. Orders that are over leave for the archive,
  // but those that `is_needed`.
  template <class IsNeeded>
  void keep_in_archive(const std::vector<Place>& fills_at, IsNeeded is_needed) {
    for (const Place& place : fills_at) archive_.add_fills(place);
    fills_.clear();
    std::erase_if(orders_, [&](const Order& order) {
      if (!order.is_done() || order.is_unsaved || is_needed(order)) return false;
      archive_.add(order, order.saved_at);
      return true;
    });
    changed_ids_.clear();
    unsaved_ = Unsaved::kNothing;
  }
  // The archive's orders were rewritten to these places; its fills will be those of keep_in_archive().
  void move_archive(const std::vector<Place>& orders_at) { archive_.move(orders_at); }

 private:
  void mark(Unsaved what) { unsaved_ = std::max(unsaved_, what); }

  DayArchive& archive_;
  std::vector<Order> orders_;
  std::vector<Fill> fills_;
  std::map<std::int64_t, std::int64_t> last_order_id_;
  std::set<std::int64_t> changed_ids_;  // client ids
  std::int64_t last_perm_id_ = 1'000'000'000;
  Unsaved unsaved_ = Unsaved::kNothing;
};

}  // namespace bot::gateway
