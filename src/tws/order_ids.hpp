// The ids of a session. ERR_MSG has one field for order ids and the ids of questions, so that the two never meet: order
// ids, those of what-ifs among them, ascend from the gateway's next one, questions descend from the largest that fits.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>

#include "base/check.hpp"
#include "base/error.hpp"
#include "model/order.hpp"

namespace bot::tws {

// Ids have 32 bits, and the largest of them stands for "unset".
inline constexpr std::int64_t kLargestId = 2'147'483'646;
// Above it are the ids of questions, and of nothing else that we send.
inline constexpr std::int64_t kLargestOrderId = 2'147'000'000;

[[nodiscard]] constexpr bool is_question_id(std::int64_t id) { return id > kLargestOrderId; }

class OrderIds {
 public:
  explicit OrderIds(std::int64_t client_id) : client_id_(client_id) {}

  // The lowest id that was neither used nor seen.
  [[nodiscard]] ClientOrderId next() const { return ClientOrderId(next_); }
  // The gateway has counted up to the ids of our questions: no order can be sent until somebody resets its sequence.
  [[nodiscard]] bool is_used_up() const { return is_question_id(next_); }
  [[nodiscard]] static Error explain_used_up() {
    return {ErrorCode::kProtocol,
            fmt::format("the gateway's order ids have passed {}", kLargestOrderId),
            {},
            "Reset them in TWS or IB Gateway: API settings, \"Reset API order ID sequence\"."};
  }
  // From now on no id below `next` is used.
  void reserve(std::int64_t next) { next_ = std::max(next_, std::min(next, kLargestOrderId + 1)); }
  // BOT_CHECK: the id was neither used nor seen.
  void check_unused(ClientOrderId id) const { BOT_CHECK(id.value() >= next_, "order id {}, next is {}", id, next_); }
  void use(ClientOrderId id) { next_ = id.value() + 1; }
  [[nodiscard]] ClientOrderId use_for_what_if() {
    const ClientOrderId id(next_++);
    what_ifs_.insert(id.value());
    return id;
  }
  [[nodiscard]] bool is_what_if(std::int64_t id) const { return what_ifs_.contains(id); }
  [[nodiscard]] std::int64_t client_id() const { return client_id_; }
  // Order ids of other clients mean other orders.
  [[nodiscard]] bool is_ours(std::int64_t client_id) const { return client_id == client_id_; }
  void note_seen(std::int64_t client_id, std::int64_t id) {
    if (is_ours(client_id) && !is_question_id(id)) reserve(id + 1);
  }

 private:
  std::int64_t client_id_;
  std::int64_t next_ = 1;
  std::set<std::int64_t> what_ifs_;
};

}  // namespace bot::tws
