#include "orders/order_tracker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/execution_id.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "model/order_key.hpp"
#include "orders/commission.hpp"
#include "orders/order_state.hpp"

namespace bot::orders {
namespace {

bool is_beyond_limit(const OrderRecord& order, Price price) {
  return order.side == Side::kBuy ? price > order.limit : price < order.limit;
}

}  // namespace

void OrderTracker::raise(AlarmKind kind, std::string why) {
  if (!alarm_) alarm_ = Alarm{.kind = kind, .why = std::move(why)};
}

const OrderRecord* OrderTracker::find_sent(ClientOrderId order_id, PermId perm_id) const {
  const auto& orders = journal_.orders();
  if (const OrderRecord* order = order_by_perm_id(orders, perm_id)) return order;
  const OrderRecord* order = order_by_order_id(orders, order_id);
  if (order == nullptr || order->session != options_.session) return nullptr;
  // Gateways reissue numbers after a restart: another permanent id is another order.
  if (order->perm_id.value() != 0 && perm_id.value() != 0 && order->perm_id != perm_id) return nullptr;
  return order;
}

Result<void> OrderTracker::note(const OrderRecord& order, OrderEvidence evidence, UtcTime now) {
  const bool is_new = next_state(progress_of(order), evidence.fact) != order.state ||
                      evidence.filled > order.reported_filled ||
                      (evidence.perm_id.value() != 0 && evidence.perm_id != order.perm_id);
  if (!is_new) return {};
  evidence.key = order.key;
  if (const auto refusal = refusals_.find(order.key);
      refusal != refusals_.end() && evidence.fact == OrderFact::kRejected)
    evidence.refusal_code = refusal->second.code;
  BOT_TRY_VOID(journal_.record(now, evidence));
  if (order.overfilled())
    raise(AlarmKind::kOverfill, fmt::format("{}: {} filled of {}", order.key, order.filled(), order.quantity));
  return {};
}

void OrderTracker::check_known(const OrderKey& reference, std::string_view what) {
  if (!has_our_prefix(reference.value())) return;
  const auto found = journal_.orders().find(reference);
  if (found == journal_.orders().end())
    raise(AlarmKind::kLedgerBehind,
          fmt::format("the broker has {} with our key {} that the ledger does not know", what, reference));
  else if (!found->second.was_sent())
    raise(AlarmKind::kLedgerBehind,
          fmt::format("the broker has {} with our key {} that the ledger never sent", what, reference));
}

Result<void> OrderTracker::take_execution(const Execution& execution, UtcTime now) {
  if (execution.account != options_.account) return {};
  check_known(execution.key, "an execution");
  const OrderRecord* order = order_of(journal_.orders(), execution);
  if (order == nullptr || !order->was_sent()) return {};
  if (order->symbol != execution.symbol || order->side != execution.side) {
    raise(AlarmKind::kMismatch, fmt::format("{}: an execution of {} {} came under this key", order->key,
                                            name(execution.side), execution.symbol));
    return {};
  }
  FillBooked fill{.execution = execution,
                  .session = execution.time ? calendar::to_new_york(*execution.time).date : order->session};
  // A time that is not known, or of a day without a session: the order's own day.
  if (!calendar_.is_session(fill.session)) fill.session = order->session;
  fill.settles = calendar_.next_settlement_day(fill.session);
  if (const auto early = early_commissions_.find(execution.exec_id); early != early_commissions_.end())
    fill.execution.commission = early->second;
  const auto commission = fill.execution.commission;
  const Money value = multiply(execution.price, execution.quantity, Rounding::kHalfEven);
  if (commission && !is_plausible_commission(*commission, value)) fill.execution.commission.reset();
  const auto booked = order->fills.find(broker::execution_base(execution.exec_id));
  if (booked == order->fills.end() ||
      broker::execution_version(booked->second.exec_id) < broker::execution_version(execution.exec_id)) {
    BOT_TRY_VOID(journal_.record(now, fill));
    if (order->overfilled())
      raise(AlarmKind::kOverfill, fmt::format("{}: {} filled of {}", order->key, order->filled(), order->quantity));
    if (is_beyond_limit(*order, execution.price))
      raise(AlarmKind::kBeyondLimit, fmt::format("{}: filled at {}, which its limit of {} does not allow", order->key,
                                                 execution.price, order->limit));
    return commission && !fill.execution.commission ? take_commission(execution.exec_id, *commission, now)
                                                    : Result<void>{};
  }
  if (execution.commission && !booked->second.commission)
    return take_commission(execution.exec_id, *execution.commission, now);
  return {};
}

Result<void> OrderTracker::take_commission(const ExecId& exec_id, Money commission, UtcTime now) {
  for (const auto& [key, order] : journal_.orders()) {
    const BookedFill* fill = order.fill_of(exec_id);
    if (fill == nullptr) continue;
    if (fill->commission == commission || fill->doubtful_commission == commission) return {};
    return journal_.record(now, CommissionBooked{.exec_id = exec_id,
                                                 .commission = commission,
                                                 .is_doubtful = !is_plausible_commission(commission, fill->value())});
  }
  early_commissions_[exec_id] = commission;
  return {};
}

Result<void> OrderTracker::take_status(const OrderRecord& order, BrokerOrderStatus status, OrderEvidence evidence,
                                       UtcTime now) {
  if (status == BrokerOrderStatus::kInactive) {
    inactive_.insert(order.key);
    const auto refusal = refusals_.find(order.key);
    // Inactive alone may revive (docs/reliability.md D13); with the broker's refusal it is the end of the order. A late
    // fill is still taken.
    evidence.fact = refusal == refusals_.end() ? OrderFact::kWorking : OrderFact::kRejected;
    if (refusal != refusals_.end()) evidence.text = refusal->second.text;
    return note(order, evidence, now);
  }
  const auto fact = fact_of_status(status);
  if (!fact) return {};
  evidence.fact = *fact == OrderFact::kCancelled ? how_it_ended(order, evidence.filled, now) : *fact;
  evidence.text = why_it_ended(order, evidence.fact);
  return note(order, evidence, now);
}

std::string OrderTracker::why_it_ended(const OrderRecord& order, OrderFact fact) const {
  const auto refusal = refusals_.find(order.key);
  if (fact == OrderFact::kRejected && refusal != refusals_.end()) return refusal->second.text;
  const bool is_end = fact == OrderFact::kRejected || fact == OrderFact::kCancelled || fact == OrderFact::kExpired;
  if (order.cancel_requested) return "";  // that is why
  const auto message = last_messages_.find(order.key);
  return is_end && message != last_messages_.end() ? "the gateway said " + message->second : "";
}

OrderFact OrderTracker::how_it_ended(const OrderRecord& order, Quantity filled, UtcTime now) const {
  const bool any_filled = max(order.filled(), filled) > Quantity{};
  if (refusals_.contains(order.key) && !order.cancel_requested && !any_filled) return OrderFact::kRejected;
  return now >= order.expires ? OrderFact::kExpired : OrderFact::kCancelled;
}

Result<void> OrderTracker::take_open(const OpenOrder& open, UtcTime now) {
  if (open.account != options_.account) return {};
  check_known(open.key, "an open order");
  const OrderRecord* order = order_of(journal_.orders(), open);
  if (order == nullptr || !order->was_sent()) return {};
  return take_status(*order, open.status,
                     {.fact = OrderFact::kWorking,
                      .source = EvidenceSource::kOpenOrder,
                      .filled = open.filled,
                      .perm_id = open.perm_id},
                     now);
}

Result<void> OrderTracker::take_completed(const CompletedOrder& completed, UtcTime now) {
  if (completed.account != options_.account) return {};
  check_known(completed.key, "a finished order");
  const OrderRecord* order = order_of(journal_.orders(), completed);
  if (order == nullptr || !order->was_sent()) return {};
  OrderEvidence evidence{.fact = OrderFact::kCancelled,
                         .source = EvidenceSource::kCompletedOrder,
                         .filled = completed.filled,
                         .perm_id = completed.perm_id,
                         .text = completed.reason};
  switch (completed.status) {
    case BrokerOrderStatus::kInactive:
      evidence.fact = OrderFact::kRejected;
      break;
    case BrokerOrderStatus::kFilled:
      evidence.fact = OrderFact::kWorking;  // its executions, or the positions, prove that it is full
      evidence.text.clear();
      break;
    case BrokerOrderStatus::kCancelled:
    case BrokerOrderStatus::kPendingSubmit:
    case BrokerOrderStatus::kPreSubmitted:
    case BrokerOrderStatus::kSubmitted:
    case BrokerOrderStatus::kPendingCancel:
    case BrokerOrderStatus::kOther:
      evidence.fact = how_it_ended(*order, completed.filled, now);
      break;
  }
  // "Cancelled by Trader" is what the list says of an order that the gateway refused, too.
  if (std::string why = why_it_ended(*order, evidence.fact); !why.empty()) evidence.text = std::move(why);
  return note(*order, evidence, now);
}

Result<void> OrderTracker::take_message(const ports::OrderMessageEvent& message, UtcTime now) {
  const OrderRecord* order = find_sent(message.order_id, PermId{});
  if (order == nullptr) return {};
  // We never sell short, so shares to do it with are never wanted.
  if (message.code == broker::code::kNoSharesToShort)
    raise(AlarmKind::kShortSale, fmt::format("{}: the broker takes this {} for a short sale: {}", order->key,
                                             order->side == Side::kSell ? "sale" : "purchase", message.text));
  // An error text is no evidence of an order's end; it is kept as the reason should the order end, or not be heard of.
  if (!order->cancel_requested && !broker::is_without_reason(message.text)) {
    last_messages_[order->key] = fmt::format("{}: {}", message.code, message.text);
    if (order->state == OrderState::kCancelled) {  // the status was the faster of the two
      const OrderEvidence why{.key = order->key,
                              .fact = OrderFact::kCancelled,
                              .source = EvidenceSource::kStatus,
                              .text = why_it_ended(*order, OrderFact::kCancelled)};
      return journal_.record(now, why);
    }
  }
  if (!broker::is_order_refusal(message.code)) return {};
  refusals_[order->key] = {.code = message.code, .text = fmt::format("{}: {}", message.code, message.text)};
  if (!inactive_.contains(order->key)) return {};
  return take_status(*order, BrokerOrderStatus::kInactive,
                     {.fact = OrderFact::kWorking, .source = EvidenceSource::kStatus}, now);
}

Result<void> OrderTracker::take(const std::vector<ports::BrokerEvent>& events, UtcTime now) {
  struct Take {
    OrderTracker& tracker;
    UtcTime now;
    Result<void> operator()(const ports::OrderStatusEvent& status) {
      const OrderRecord* order = tracker.find_sent(status.order_id, status.perm_id);
      if (order == nullptr || !order->was_sent()) return {};
      return tracker.take_status(*order, status.status,
                                 {.fact = OrderFact::kWorking,
                                  .source = EvidenceSource::kStatus,
                                  .filled = status.filled,
                                  .perm_id = status.perm_id},
                                 now);
    }
    Result<void> operator()(const ports::OpenOrderEvent& event) { return tracker.take_open(event.order, now); }
    Result<void> operator()(const ports::ExecutionEvent& event) { return tracker.take_execution(event.execution, now); }
    Result<void> operator()(const ports::CommissionEvent& event) {
      return tracker.take_commission(event.exec_id, event.commission, now);
    }
    Result<void> operator()(const ports::OrderMessageEvent& event) { return tracker.take_message(event, now); }
    Result<void> operator()(const ports::LinkEvent&) {
      tracker.link_was_lost_ = true;
      return {};
    }
    Result<void> operator()(const ports::PositionEvent&) { return {}; }
    Result<void> operator()(const ports::UnreadableEvent& event) {
      if (!tracker.unreadable_) tracker.unreadable_ = event.why;
      return {};
    }
  };
  for (const ports::BrokerEvent& event : events) BOT_TRY_VOID(std::visit(Take{*this, now}, event));
  return {};
}

Result<void> OrderTracker::take(const BrokerSnapshot& snapshot, UtcTime now) {
  for (const Execution& execution : snapshot.executions) BOT_TRY_VOID(take_execution(execution, now));
  for (const CompletedOrder& completed : snapshot.completed_orders) BOT_TRY_VOID(take_completed(completed, now));
  for (const OpenOrder& open : snapshot.open_orders) BOT_TRY_VOID(take_open(open, now));
  return {};
}

std::optional<std::string> OrderTracker::last_message_about(const OrderKey& key) const {
  const auto message = last_messages_.find(key);
  return message == last_messages_.end() ? std::nullopt : std::optional(message->second);
}

Result<void> OrderTracker::give_up_waiting(const OrderKey& key, const std::string& why, UtcTime now) {
  const auto order = journal_.orders().find(key);
  BOT_CHECK(order != journal_.orders().end(), "{}", key);
  return note(order->second,
              {.key = key, .fact = OrderFact::kNoEvidence, .source = EvidenceSource::kSilence, .text = why}, now);
}

std::vector<ExecId> OrderTracker::missing_from(const std::vector<Execution>& reported) const {
  std::set<std::string> there;
  for (const Execution& execution : reported) there.insert(broker::execution_base(execution.exec_id));
  std::vector<ExecId> missing;
  for (const auto& [key, order] : journal_.orders())
    for (const auto& [base, fill] : order.fills)
      if (fill.session == options_.session && !there.contains(base)) missing.push_back(fill.exec_id);
  return missing;
}

}  // namespace bot::orders
