#include "gateway/order_book.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

namespace bot::gateway {
namespace {

template <class Range, class Predicate>
auto* find_where(Range&& range, Predicate predicate) {
  const auto found = std::ranges::find_if(range, predicate);
  return found == std::ranges::end(range) ? nullptr : &*found;
}

}  // namespace

Order* OrderBook::find_live(std::int64_t client_id, std::int64_t order_id) {
  return find_where(orders_, [&](const Order& order) {
    return order.client_id == client_id && order.order_id == order_id && !order.is_done();
  });
}

std::optional<Status> OrderBook::find_over(std::int64_t client_id, std::int64_t order_id) const {
  const auto newest = std::find_if(orders_.rbegin(), orders_.rend(), [&](const Order& order) {
    return order.client_id == client_id && order.order_id == order_id && order.is_done();
  });
  if (newest != orders_.rend()) return newest->status;
  const DayArchive::Over* const over = archive_.find(client_id, order_id);
  return over == nullptr ? std::nullopt : std::optional(over->status);
}

const Order* OrderBook::find_by_perm_id(std::int64_t perm_id) const {
  return find_where(orders_, [&](const Order& order) { return order.perm_id == perm_id; });
}

void OrderBook::begin_day() {
  std::erase_if(orders_, [](const Order& order) { return order.is_done(); });
  fills_.clear();
  archive_.clear();
  mark_everything_changed();
}

void OrderBook::note_order_id(std::int64_t client_id, std::int64_t order_id) {
  last_order_id_[client_id] = order_id;
  changed_ids_.insert(client_id);
  mark(Unsaved::kChanges);
}

void OrderBook::forget_order_ids() {
  last_order_id_.clear();
  mark_everything_changed();
}

OrderBook::Saved OrderBook::changed_ids() const {
  Saved changed{last_perm_id_, {}, {}, {}};
  for (const std::int64_t client_id : changed_ids_)
    if (const auto last = last_order_id_.find(client_id); last != last_order_id_.end())
      changed.last_order_id.insert(*last);
  return changed;
}

std::int64_t OrderBook::next_order_id(std::int64_t client_id) const {
  const auto found = last_order_id_.find(client_id);
  return found == last_order_id_.end() ? 1 : found->second + 1;
}

void OrderBook::restore(Saved saved) {
  last_perm_id_ = saved.last_perm_id;
  last_order_id_ = std::move(saved.last_order_id);
  orders_ = std::move(saved.orders);
  fills_ = std::move(saved.fills);
}

}  // namespace bot::gateway
