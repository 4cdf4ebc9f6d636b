// Order ids of our client id: which one comes next, and which belong to what-ifs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>

#include "base/check.hpp"
#include "model/order.hpp"
#include "tws/pending_requests.hpp"

namespace bot::tws {

class OrderIds {
 public:
  explicit OrderIds(std::int64_t client_id) : client_id_(client_id) {}

  // The lowest id that was neither used nor seen.
  [[nodiscard]] ClientOrderId next() const { return ClientOrderId(next_); }
  // From now on no id below `next` is used.
  void reserve(std::int64_t next) { next_ = std::max(next_, next); }
  // BOT_CHECK: the id was neither used nor seen, and is no request's.
  void check_unused(ClientOrderId id) const {
    BOT_CHECK(id.value() >= next_ && id.value() < kFirstRequestId, "order id {}, next is {}", id, next_);
  }
  void use(ClientOrderId id) { next_ = id.value() + 1; }
  [[nodiscard]] ClientOrderId use_for_what_if() {
    const ClientOrderId id(next_++);
    what_ifs_.insert(id.value());
    return id;
  }
  [[nodiscard]] bool is_what_if(std::int64_t id) const { return what_ifs_.contains(id); }
  // Order ids of other clients mean other orders.
  [[nodiscard]] bool is_ours(std::int64_t client_id) const { return client_id == client_id_; }
  void note_seen(std::int64_t client_id, std::int64_t id) {
    if (is_ours(client_id) && id < kFirstRequestId) reserve(id + 1);
  }

 private:
  std::int64_t client_id_;
  std::int64_t next_ = 1;
  std::set<std::int64_t> what_ifs_;
};

}  // namespace bot::tws
