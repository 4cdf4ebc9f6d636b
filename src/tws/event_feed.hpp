// What the gateway says by itself, as the broker events of our model; and what later answers have to know of it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/order.hpp"
#include "ports/broker.hpp"
#include "ports/log.hpp"
#include "tws/order_ids.hpp"
#include "tws/pending_requests.hpp"
#include "wire/responses.hpp"

namespace bot::tws {

class EventFeed {
 public:
  // All have to outlive it.
  EventFeed(OrderIds& ids, const PendingRequests& pending, ports::Log& log) : ids_(ids), pending_(pending), log_(log) {}

  void on_message(const wire::Response& response);
  void add(ports::BrokerEvent event) { events_.push_back(std::move(event)); }
  [[nodiscard]] bool empty() const { return events_.empty(); }
  void clear() { events_.clear(); }
  // Oldest first.
  [[nodiscard]] std::vector<ports::BrokerEvent> take();

  // The quantity that an ORDER_STATUS named last for this order; open orders do not say it.
  [[nodiscard]] std::optional<Quantity> find_filled(const OpenOrder& order) const;
  [[nodiscard]] std::optional<Money> find_commission(const ExecId& exec_id) const;

 private:
  void add_open_order(const wire::OpenOrderData& open);
  void add_status(const wire::OrderStatus& status);
  void add_execution(const wire::ExecutionData& fill);
  void add_commission(const wire::CommissionReport& report);

  OrderIds& ids_;
  const PendingRequests& pending_;
  ports::Log& log_;
  std::deque<ports::BrokerEvent> events_;
  std::map<std::int64_t, Quantity> filled_by_perm_id_;
  std::map<std::pair<std::int64_t, std::int64_t>, Quantity> filled_by_order_id_;  // client id, order id
  std::map<ExecId, Money> commissions_;
};

}  // namespace bot::tws
