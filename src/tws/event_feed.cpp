#include "tws/event_feed.hpp"

#include <fmt/format.h>

#include <iterator>

#include "base/display.hpp"
#include "tws/convert.hpp"

namespace bot::tws {

// What comes here was read by read_message() and can be believed.
void EventFeed::on_message(const wire::Response& response) {
  if (const auto* open = std::get_if<wire::OpenOrderData>(&response)) {
    add_open_order(*open);
  } else if (const auto* status = std::get_if<wire::OrderStatus>(&response)) {
    add_status(*status);
  } else if (const auto* fill = std::get_if<wire::ExecutionData>(&response)) {
    add_execution(*fill);
  } else if (const auto* report = std::get_if<wire::CommissionReport>(&response)) {
    add_commission(*report);
  } else if (const auto* row = std::get_if<wire::PositionData>(&response)) {
    add(ports::PositionEvent{to_position(*row).value()});
  } else if (const auto* message = std::get_if<wire::ErrorMessage>(&response)) {
    if (message->id <= 0 || is_question_id(message->id) || ids_.is_what_if(message->id)) return;
    add(ports::OrderMessageEvent{ClientOrderId(message->id), message->code, message->text});
  }
}

void EventFeed::add_open_order(const wire::OpenOrderData& open) {
  ids_.note_seen(open.order.client_id, open.order.order_id);
  if (open.order.what_if) return;
  add(ports::OpenOrderEvent{to_open_order(open, ids_.client_id()).value()});
}

void EventFeed::add_status(const wire::OrderStatus& status) {
  ids_.note_seen(status.client_id, status.order_id);
  if (ids_.is_what_if(status.order_id) && ids_.is_ours(status.client_id)) return;
  if (status.filled) {
    if (status.perm_id != 0) filled_by_perm_id_[status.perm_id] = *status.filled;
    if (status.order_id > 0) filled_by_order_id_[{status.client_id, status.order_id}] = *status.filled;
  }
  if (!ids_.is_ours(status.client_id)) return;
  add(ports::OrderStatusEvent{
      .order_id = ClientOrderId(status.order_id),
      .perm_id = PermId(status.perm_id),
      .status = parse_status(status.status),
      .filled = status.filled.value_or(Quantity{}),
      .remaining = status.remaining.value_or(Quantity{}),
      .average_price = status.average_fill_price > 0 ? to_price(status.average_fill_price) : std::nullopt});
}

void EventFeed::add_execution(const wire::ExecutionData& fill) {
  if (pending_.contains(fill.req_id)) return;  // somebody asked for it
  auto execution = to_execution(fill, ids_.client_id()).value();
  if (!execution.time)
    log_.warning(fmt::format("{}: the fill's time is not known: \"{}\"", fill.exec_id, printable_line(fill.time)));
  add(ports::ExecutionEvent{std::move(execution)});
}

void EventFeed::add_commission(const wire::CommissionReport& report) {
  const auto commission = to_dollars(report.commission, report.currency);
  if (!commission || report.exec_id.empty()) {
    log_.warning(fmt::format("{}: no commission in US dollars is reported{}", report.exec_id,
                             report.commission ? fmt::format(" ({} {})", *report.commission, report.currency) : ""));
    return;
  }
  commissions_[ExecId(report.exec_id)] = *commission;
  add(ports::CommissionEvent{ExecId(report.exec_id), *commission});
}

std::vector<ports::BrokerEvent> EventFeed::take() {
  std::vector<ports::BrokerEvent> taken(std::make_move_iterator(events_.begin()),
                                        std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

std::optional<Quantity> EventFeed::find_filled(const OpenOrder& order) const {
  if (const auto found = filled_by_perm_id_.find(order.perm_id.value()); found != filled_by_perm_id_.end())
    return found->second;
  if (order.order_id.value() <= 0) return std::nullopt;
  const auto found = filled_by_order_id_.find({order.client_id, order.order_id.value()});
  return found == filled_by_order_id_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Money> EventFeed::find_commission(const ExecId& exec_id) const {
  const auto found = commissions_.find(exec_id);
  return found == commissions_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace bot::tws
