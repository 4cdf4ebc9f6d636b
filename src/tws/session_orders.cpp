// Orders out, and what comes without a question.
#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "broker/tws_codes.hpp"
#include "tws/convert.hpp"
#include "tws/session.hpp"

namespace bot::tws {
namespace {

constexpr Duration kOrderTokenLimit{2'000};

std::optional<Money> dollars_of(const std::optional<double>& value, const std::string& currency) {
  constexpr double kMostMoney = 1e9;
  if (!value || !(std::abs(*value) <= kMostMoney) || (!currency.empty() && currency != "USD")) return std::nullopt;
  return Money::from_double(*value);
}

}  // namespace

Result<ports::WhatIf> Client::Session::what_if(const OrderTicket& ticket, UtcTime deadline) {
  const ClientOrderId order_id(next_order_id_++);
  what_if_ids_.insert(order_id.value());
  ports::WhatIf answer;
  Question question{.id = order_id.value()};
  question.hear = [&](const wire::Response& response) {
    const auto* open = std::get_if<wire::OpenOrderData>(&response);
    if (open == nullptr || !open->order.what_if || open->order.order_id != order_id.value()) return false;
    const auto& state = open->state;
    if (!state.reject_reason.empty()) {
      answer.reason = state.reject_reason;
      return true;
    }
    // An answer without margins comes before the real one.
    if (!state.margins.init_change) return false;
    answer.accepted = true;
    answer.init_margin_change = dollars_of(state.margins.init_change, state.margin_currency);
    answer.commission =
        dollars_of(state.commission ? state.commission : state.max_commission, state.commission_currency);
    return true;
  };
  question.hear_error = [&](const wire::ErrorMessage& message) {
    switch (broker::find_action(message.code, message.text)) {
      case broker::CodeAction::kNone:
      case broker::CodeAction::kSession:
        return true;
      case broker::CodeAction::kSlowDown:
        return false;
      case broker::CodeAction::kTryLater:
      case broker::CodeAction::kGiveUp:
      case broker::CodeAction::kGiveUpOrder:
      case broker::CodeAction::kReadOrder:
      case broker::CodeAction::kNoData:
      case broker::CodeAction::kUnknown:
        break;
    }
    answer.code = message.code;
    answer.reason = message.text;
    question.done = true;
    return true;
  };
  auto request = place_order_of(ticket, order_id);
  request.order.what_if = true;
  const UtcTime until = limit(deadline, options_.request_timeout);
  BOT_TRY_VOID(wait_for_token(orders_, until));
  BOT_TRY_VOID(ask(question, request, until, fmt::format("asking whether {} may be ordered", ticket.symbol)));
  return answer;
}

Result<void> Client::Session::place(const OrderTicket& ticket, ClientOrderId order_id) {
  BOT_CHECK(order_id.value() >= next_order_id_ && order_id.value() < kFirstRequestId, "order id {}, next is {}",
            order_id, next_order_id_);
  const UtcTime until = loop_.now() + kOrderTokenLimit;
  BOT_TRY_VOID(wait_for_token(orders_, until));
  next_order_id_ = order_id.value() + 1;
  return send(place_order_of(ticket, order_id), until);
}

Result<void> Client::Session::cancel(ClientOrderId order_id) {
  const UtcTime until = loop_.now() + kOrderTokenLimit;
  BOT_TRY_VOID(wait_for_token(orders_, until));
  return send(wire::CancelOrder{order_id.value(), {}, {}, std::nullopt}, until);
}

void Client::Session::note_seen_order(std::int64_t client_id, std::int64_t order_id) {
  if (client_id != options_.client_id || order_id >= kFirstRequestId) return;
  next_order_id_ = std::max(next_order_id_, order_id + 1);
}

void Client::Session::note_event(const wire::Response& response) {
  if (const auto* open = std::get_if<wire::OpenOrderData>(&response)) {
    note_seen_order(open->order.client_id, open->order.order_id);
    if (open->order.what_if) return;
    if (auto order = open_order_of(*open)) events_.emplace_back(ports::OpenOrderEvent{std::move(*order)});
  } else if (const auto* status = std::get_if<wire::OrderStatus>(&response)) {
    note_seen_order(status->client_id, status->order_id);
    if (what_if_ids_.contains(status->order_id) && status->client_id == options_.client_id) return;
    if (status->filled) {
      if (status->perm_id != 0) filled_by_perm_id_[status->perm_id] = *status->filled;
      if (status->order_id > 0) filled_by_order_id_[{status->client_id, status->order_id}] = *status->filled;
    }
    // Order ids of other clients mean other orders.
    if (status->client_id != options_.client_id) return;
    events_.emplace_back(ports::OrderStatusEvent{
        .order_id = ClientOrderId(status->order_id),
        .perm_id = PermId(status->perm_id),
        .status = status_of(status->status),
        .filled = status->filled.value_or(Quantity{}),
        .remaining = status->remaining.value_or(Quantity{}),
        .average_price = status->average_fill_price > 0 ? price_of(status->average_fill_price) : std::nullopt});
  } else if (const auto* fill = std::get_if<wire::ExecutionData>(&response)) {
    const bool asked = std::any_of(questions_.begin(), questions_.end(),
                                   [&](const Question* question) { return question->id == fill->req_id; });
    if (asked) return;
    auto execution = execution_of(*fill, loop_.now());
    if (!execution) {
      ++skipped_;
      log_.error(fmt::format("an execution that cannot be believed: {}", fill->exec_id));
      return;
    }
    events_.emplace_back(ports::ExecutionEvent{std::move(*execution)});
  } else if (const auto* report = std::get_if<wire::CommissionReport>(&response)) {
    const auto commission = dollars_of(report->commission, report->currency);
    if (!commission || report->exec_id.empty()) {
      log_.warning(fmt::format("a commission that is not in US dollars: {} {}", report->commission, report->currency));
      return;
    }
    commissions_[report->exec_id] = *commission;
    events_.emplace_back(ports::CommissionEvent{ExecId(report->exec_id), *commission});
  } else if (const auto* row = std::get_if<wire::PositionData>(&response)) {
    if (auto position = position_of(*row)) events_.emplace_back(ports::PositionEvent{std::move(*position)});
  } else if (const auto* message = std::get_if<wire::ErrorMessage>(&response)) {
    if (message->id <= 0 || message->id >= kFirstRequestId || what_if_ids_.contains(message->id)) return;
    events_.emplace_back(ports::OrderMessageEvent{ClientOrderId(message->id), message->code, message->text});
  }
}

std::vector<ports::BrokerEvent> Client::Session::wait_events(UtcTime deadline) {
  while (events_.empty() && loop_.now() < deadline) {
    // A clock that was set back must not stretch the pause.
    last_heard_ = std::min(last_heard_, loop_.now());
    const UtcTime wake = is_open() ? std::min(deadline, next_probe()) : deadline;
    loop_.run_until([this] { return !events_.empty(); }, wake);
    if (!events_.empty() || loop_.now() < wake) break;
    if (is_open() && loop_.now() >= next_probe()) probe_idle_connection();
  }
  std::vector<ports::BrokerEvent> taken(std::make_move_iterator(events_.begin()),
                                        std::make_move_iterator(events_.end()));
  events_.clear();
  return taken;
}

// When to ask whether the gateway still lives, or to give it up for not answering.
UtcTime Client::Session::next_probe() const {
  return probe_sent_ ? *probe_sent_ + options_.keepalive_timeout : last_heard_ + options_.keepalive_interval;
}

void Client::Session::probe_idle_connection() {
  const UtcTime now = loop_.now();
  if (probe_sent_) {
    log_.warning("the gateway does not answer any more; closing the connection");
    close("no answer for too long");
    return;
  }
  probe_sent_ = time_asked_ = now;
  static_cast<void>(send(wire::CurrentTimeRequest{}, now + options_.keepalive_timeout));
}

}  // namespace bot::tws
