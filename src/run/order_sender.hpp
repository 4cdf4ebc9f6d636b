// The one place an order is sent from, and cancels, which are never evidence and always allowed.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ports/broker.hpp"
#include "run/order_follower.hpp"
#include "run/trade_facts.hpp"
#include "safety/check.hpp"

namespace bot::run {

class OrderSender {
 public:
  // All outlive it.
  OrderSender(Runtime& runtime, OrderFollower& follower, ports::OrderPort& port)
      : runtime_(runtime), follower_(follower), port_(port) {}

  // The first and only transmission of a planned order; returns when the broker has acknowledged it, the follower is
  // frozen, or the order was abandoned. The facts it was judged by: a quote that grew old, the clocks' difference and
  // what is there to sell are read again.
  [[nodiscard]] TradeFacts send(const OrderKey& key, TradeFacts facts);
  // Listens until none of the orders is live, cancelling what is not filled in time; not beyond `until` nor a freeze.
  void follow(const std::vector<OrderKey>& keys, UtcTime until);
  void cancel(const OrderKey& key, const std::string& why);
  // The ledger's failure leaves one thing to do for what is out there.
  void cancel_everything();
  // A planned order that is never sent, or one of whose frame nothing was handed over.
  void abandon(const OrderKey& key, const std::string& why);

 private:
  [[nodiscard]] const orders::OrderRecord& order(const OrderKey& key) const { return runtime_.state().orders.at(key); }
  [[nodiscard]] OrderTicket make_ticket(const OrderKey& key) const;
  [[nodiscard]] bool gateway_answers(TradeFacts& facts);
  [[nodiscard]] bool probe(TradeFacts& facts);
  // Whether everything outside allows an order now; if not, the follower is frozen.
  [[nodiscard]] bool make_ready(const OrderKey& key, TradeFacts& facts);
  // What the rules say of the order over a connection that stands; none: the follower is frozen.
  [[nodiscard]] std::optional<safety::OrderVerdict> judge_right_before(const OrderTicket& ticket, TradeFacts& facts);
  // False: they could not be read, and the follower is frozen.
  [[nodiscard]] bool look_at_positions_again(const OrderKey& key, TradeFacts& facts);
  [[nodiscard]] std::optional<std::string> reason_not_to_send() const;
  void transmit(const OrderTicket& ticket, const safety::OrderVerdict& verdict);
  void wait_for_acknowledgement(const OrderKey& key);

  Runtime& runtime_;
  OrderFollower& follower_;
  ports::OrderPort& port_;
  UtcTime last_probe_{};
  std::set<OrderKey> cancels_sent_;  // by this start
};

}  // namespace bot::run
