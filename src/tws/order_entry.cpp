#include "tws/order_entry.hpp"

#include <fmt/format.h>

#include "broker/tws_codes.hpp"
#include "tws/convert.hpp"

namespace bot::tws {
namespace {

constexpr Duration kMaxTokenWait{2'000};

}  // namespace

Result<ports::WhatIf> OrderEntry::ask_what_if(const OrderTicket& ticket, UtcTime deadline) {
  const ClientOrderId order_id = ids_.use_for_what_if();
  ports::WhatIf answer;
  PendingRequest pending{.id = order_id.value()};
  pending.on_message = [&](const wire::Response& response) {
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
    answer.init_margin_change = to_dollars(state.margins.init_change, state.margin_currency);
    answer.commission =
        to_dollars(state.commission ? state.commission : state.max_commission, state.commission_currency);
    return true;
  };
  pending.on_error = [&](const wire::ErrorMessage& message) {
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
    pending.done = true;
    return true;
  };
  auto request = to_place_order(ticket, order_id);
  request.order.what_if = true;
  const UtcTime until = channel_.limit(deadline, options_.request_timeout);
  BOT_TRY_VOID(channel_.wait_for_token(orders_, until));
  BOT_TRY_VOID(channel_.ask(pending, request, until, fmt::format("asking whether {} may be ordered", ticket.symbol)));
  return answer;
}

Result<void> OrderEntry::place(const OrderTicket& ticket, ClientOrderId order_id) {
  ids_.check_unused(order_id);
  const UtcTime until = channel_.now() + kMaxTokenWait;
  BOT_TRY_VOID(channel_.wait_for_token(orders_, until));
  ids_.use(order_id);
  return channel_.send(to_place_order(ticket, order_id), until);
}

Result<void> OrderEntry::cancel(ClientOrderId order_id) {
  const UtcTime until = channel_.now() + kMaxTokenWait;
  BOT_TRY_VOID(channel_.wait_for_token(orders_, until));
  return channel_.send(wire::CancelOrder{order_id.value(), {}, {}, std::nullopt}, until);
}

}  // namespace bot::tws
