// Evidence in, ledger events out: what the broker says, in whatever order and however often, is matched to our orders
// (order_of(); statuses, which come of our own client id only, by permanent id, the order id last) and recorded where
// it says something new.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "model/account.hpp"
#include "orders/alarm.hpp"
#include "orders/journal.hpp"
#include "ports/broker.hpp"

namespace bot::orders {

struct TrackerOptions {
  AccountId account;
  Date session;  // today's
};

class OrderTracker {
 public:
  OrderTracker(Journal& journal, const calendar::Calendar& calendar, TrackerOptions options)
      : journal_(journal), calendar_(calendar), options_(std::move(options)) {}

  // What came by itself.
  [[nodiscard]] Result<void> take(const std::vector<ports::BrokerEvent>& events, UtcTime now);
  // The three answers of a query, all of them good.
  [[nodiscard]] Result<void> take(const BrokerSnapshot& snapshot, UtcTime now);
  // No evidence in time: unknown from here on, until evidence comes.
  [[nodiscard]] Result<void> give_up_waiting(const OrderKey& key, const std::string& why, UtcTime now);
  // The gateway's last message about it before we asked for its end, with its code: evidence of nothing.
  [[nodiscard]] std::optional<std::string> last_message_about(const OrderKey& key) const;
  // Executions of ours that `reported` lacks although we saw them: a blind broker.
  [[nodiscard]] std::vector<ExecId> missing_from(const std::vector<Execution>& reported) const;

  // The first reason to halt for good, met so far.
  [[nodiscard]] const std::optional<Alarm>& alarm() const { return alarm_; }
  // The connection was lost or came back: everything has to be asked again.
  [[nodiscard]] bool link_was_lost() const { return link_was_lost_; }
  void link_is_trusted_again() { link_was_lost_ = false; }
  // The first message about our orders that came by itself and could not be read: nothing more is sent.
  [[nodiscard]] const std::optional<std::string>& unreadable() const { return unreadable_; }

 private:
  struct Refusal {
    int code = 0;
    std::string text;  // with the code
  };

  // For the statuses and messages that name our client's orders by number only.
  [[nodiscard]] const OrderRecord* find_sent(ClientOrderId order_id, PermId perm_id) const;
  [[nodiscard]] Result<void> note(const OrderRecord& order, OrderEvidence evidence, UtcTime now);
  [[nodiscard]] Result<void> take_execution(const Execution& execution, UtcTime now);
  [[nodiscard]] Result<void> take_commission(const ExecId& exec_id, Money commission, UtcTime now);
  [[nodiscard]] Result<void> take_status(const OrderRecord& order, BrokerOrderStatus status, OrderEvidence evidence,
                                         UtcTime now);
  // One that is over without being full, now or before. What was refused after we asked for its end, or after it had
  // filled in part, did not end by that.
  [[nodiscard]] OrderFact how_it_ended(const OrderRecord& order, Quantity filled, UtcTime now) const;
  // In the gateway's words, for a person to read; empty: it said nothing, or the order is not over.
  [[nodiscard]] std::string why_it_ended(const OrderRecord& order, OrderFact fact) const;
  [[nodiscard]] Result<void> take_open(const OpenOrder& open, UtcTime now);
  [[nodiscard]] Result<void> take_completed(const CompletedOrder& completed, UtcTime now);
  [[nodiscard]] Result<void> take_message(const ports::OrderMessageEvent& message, UtcTime now);
  void check_known(const OrderKey& reference, std::string_view what);  // what: "an execution"
  void raise(AlarmKind kind, std::string why);

  Journal& journal_;
  const calendar::Calendar& calendar_;
  TrackerOptions options_;
  std::optional<Alarm> alarm_;
  bool link_was_lost_ = false;
  std::optional<std::string> unreadable_;
  std::map<OrderKey, Refusal> refusals_;  // only with an Inactive do they end an order
  std::map<OrderKey, std::string> last_messages_;
  std::set<OrderKey> inactive_;
  std::map<ExecId, Money> early_commissions_;  // came before their execution
};

}  // namespace bot::orders
