// The orders that live or ended today, today's fills, and the ids that were given out.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/order.hpp"

namespace bot::gateway {

class OrderBook {
 public:
  // A pointer into the book holds until the next add() or begin_day().
  [[nodiscard]] Order* find_live(std::int64_t client_id, std::int64_t order_id);
  // The newest order under this id, alive or not.
  [[nodiscard]] const Order* find_newest(std::int64_t client_id, std::int64_t order_id) const;
  [[nodiscard]] const Order* find_by_perm_id(std::int64_t perm_id) const;
  [[nodiscard]] const Fill* find_fill(std::string_view exec_id) const;
  [[nodiscard]] bool was_filled(std::int64_t client_id, std::int64_t order_id) const;

  void add(Order order) { orders_.push_back(std::move(order)); }
  void add(Fill fill) { fills_.push_back(std::move(fill)); }
  // What is over stays visible until midnight, like IBKR's completed orders and executions of the day.
  void begin_day();

  [[nodiscard]] std::int64_t next_order_id(std::int64_t client_id) const;
  void note_order_id(std::int64_t client_id, std::int64_t order_id) { last_order_id_[client_id] = order_id; }
  void forget_order_ids() { last_order_id_.clear(); }
  // Something worth keeping happened; whether it did since the last take.
  void mark_changed() { changed_ = true; }
  [[nodiscard]] bool take_changed() { return std::exchange(changed_, false); }
  [[nodiscard]] std::int64_t make_perm_id() { return ++last_perm_id_; }

  [[nodiscard]] std::vector<Order>& orders() { return orders_; }
  [[nodiscard]] const std::vector<Order>& orders() const { return orders_; }
  [[nodiscard]] const std::vector<Fill>& fills() const { return fills_; }

  struct Saved {
    std::int64_t last_perm_id = 0;
    std::map<std::int64_t, std::int64_t> last_order_id;  // by client id
    std::vector<Order> orders;
    std::vector<Fill> fills;
  };
  [[nodiscard]] Saved saved() const { return {last_perm_id_, last_order_id_, orders_, fills_}; }
  void restore(Saved saved);

 private:
  std::vector<Order> orders_;
  std::vector<Fill> fills_;
  std::map<std::int64_t, std::int64_t> last_order_id_;
  std::int64_t last_perm_id_ = 1'000'000'000;
  bool changed_ = false;
};

}  // namespace bot::gateway
