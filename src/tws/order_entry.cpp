#include "tws/order_entry.hpp"

#include <fmt/format.h>

#include <list>

#include "broker/tws_codes.hpp"
#include "tws/convert.hpp"

namespace bot::tws {
namespace {

constexpr Duration kMaxTokenWait{2'000};

constexpr std::size_t kMaxWhatIfsInFlight = 10;

// Takes the state of the order that would be; whether it is the whole answer.
bool take(ports::WhatIf& answer, const wire::OrderState& state) {
  if (!state.reject_reason.empty()) {
    answer.reason = state.reject_reason;
    return true;
  }
  // An answer without margins comes before the real one.
  if (!state.margins.init_change) return false;
  answer.accepted = true;
  answer.init_margin_change = to_dollars(state.margins.init_change, state.margin_currency);
  answer.commission = to_dollars(state.commission ? state.commission : state.max_commission, state.commission_currency);
  return true;
}

// Whether a message about a what-if refuses the order.
bool is_refusal(const wire::ErrorMessage& message) {
  switch (broker::find_action(message.code, message.text)) {
    case broker::CodeAction::kNone:
    case broker::CodeAction::kSession:
    case broker::CodeAction::kSlowDown:
      return false;
    case broker::CodeAction::kTryLater:
    case broker::CodeAction::kGiveUp:
    case broker::CodeAction::kGiveUpOrder:
    case broker::CodeAction::kReadOrder:
    case broker::CodeAction::kNoData:
    case broker::CodeAction::kUnknown:
      return true;
  }
  BOT_CHECK(false);
}

// Too many messages, or the gateway failed at the request: nothing is said of the order that was asked about.
bool is_about_the_question(const wire::ErrorMessage& message) {
  return broker::find_action(message.code, message.text) == broker::CodeAction::kSlowDown ||
         broker::is_failed_request(message.code);
}

}  // namespace

std::vector<Result<ports::WhatIf>> OrderEntry::ask_what_ifs(const std::vector<OrderTicket>& tickets, UtcTime deadline) {
  std::list<BatchedRequest> questions;
  std::vector<ports::WhatIf> answers(tickets.size());
  for (std::size_t index = 0; index < tickets.size(); ++index) {
    const ClientOrderId order_id = ids_.use_for_what_if();
    auto request = to_place_order(tickets[index], order_id);
    request.order.what_if = true;
    ports::WhatIf& answer = answers[index];
    BatchedRequest& one = questions.emplace_back(
        BatchedRequest{.pending = {.id = order_id.value()},
                       .request = std::move(request),
                       .what = fmt::format("asking whether {} may be ordered", tickets[index].symbol),
                       .bucket = &orders_});
    one.pending.on_message = [&answer, order_id](const wire::Response& response) {
      const auto* open = std::get_if<wire::OpenOrderData>(&response);
      return open != nullptr && open->order.what_if && open->order.order_id == order_id.value() &&
             take(answer, open->state);
    };
    one.pending.on_error = [&answer, &one](const wire::ErrorMessage& message) {
      if (is_about_the_question(message)) return false;
      if (!is_refusal(message)) return true;
      answer.code = message.code;
      answer.reason = message.text;
      one.pending.done = true;
      return true;
    };
  }
  const auto asked = channel_.ask_each(questions, kMaxWhatIfsInFlight, deadline);
  std::vector<Result<ports::WhatIf>> results;
  for (std::size_t index = 0; index < tickets.size(); ++index)
    results.push_back(asked[index] ? Result<ports::WhatIf>(std::move(answers[index])) : fail(asked[index].error()));
  return results;
}

Result<void> OrderEntry::place(const OrderTicket& ticket, ClientOrderId order_id) {
  if (is_question_id(order_id.value())) return fail(OrderIds::explain_used_up());
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
