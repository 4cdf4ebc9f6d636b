// What the broker has to say to clients about orders, in the order in which it happened.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "gateway/order_messages.hpp"
#include "gateway/order_validation.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

// A message for the clients with this id.
struct Outgoing {
  std::int64_t client_id = 0;
  wire::Response response;
};

class Outbox {
 public:
  explicit Outbox(OrderMessages messages) : messages_(messages) {}

  void send(const Order& order, wire::Response response) { waiting_.push_back({order.client_id, std::move(response)}); }
  void send_error(const Order& order, int code, std::string text) {
    send(order, wire::ErrorMessage{order.order_id, code, std::move(text), "", 0});
  }
  // OPEN_ORDER and ORDER_STATUS.
  void send_state(const Order& order) {
    send(order, messages_.open_order(order));
    send(order, OrderMessages::order_status(order));
  }
  // The same, with the order's commission.
  void send_final_state(const Order& order) {
    send(order, messages_.open_order_with_commission(order));
    send(order, OrderMessages::order_status(order));
  }
  void refuse(std::int64_t client_id, std::int64_t order_id, Refusal refusal) {
    waiting_.push_back({client_id, wire::ErrorMessage{order_id, refusal.code, std::move(refusal.text), "", 0}});
  }
  [[nodiscard]] std::vector<Outgoing> take() { return std::exchange(waiting_, {}); }
  [[nodiscard]] const OrderMessages& messages() const { return messages_; }

 private:
  OrderMessages messages_;
  std::vector<Outgoing> waiting_;
};

}  // namespace bot::gateway
