#include "tws/reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/display.hpp"
#include "base/text.hpp"
#include "tws/convert.hpp"
#include "wire/codec.hpp"
#include "wire/message_ids.hpp"

namespace bot::tws {
namespace {

template <class Message>
constexpr int kIdOf = wire::message_id(wire::Tag<Message>{}).id;

constexpr std::string_view kTooLarge = "figures beyond $1,000,000,000";

bool is_too_large(const std::string& currency, double dollars) {
  return currency == "USD" && std::abs(dollars) > kMaxDollars;
}

bool is_too_large(const std::string& currency, const std::string& text) {
  const auto number = parse_double(text);
  constexpr double kUnsetFrom = 1e300;  // the largest double and the like: absent, not large
  return number && std::abs(*number) < kUnsetFrom && is_too_large(currency, *number);
}

// What a message lacks that it is there to say, or why it cannot be meant; empty: nothing.
struct FindFault {
  std::string_view operator()(const wire::PositionData& row) const {
    if (row.contract.con_id <= 0) return "no contract";
    if (!row.position) return "no quantity";
    return is_too_large(row.contract.currency, row.position->to_double() * std::max(row.average_cost.value_or(0), 1.0))
               ? kTooLarge
               : "";
  }
  std::string_view operator()(const wire::OpenOrderData& row) const { return to_open_order(row, 0) ? "" : "no side"; }
  std::string_view operator()(const wire::CompletedOrderData& row) const {
    return to_completed_order(row) ? "" : "no side";
  }
  std::string_view operator()(const wire::ExecutionData& row) const {
    if (!to_execution(row, 0)) return "no id, side, price or quantity that can be";
    return is_too_large(row.contract.currency, row.shares->to_double() * row.price) ? kTooLarge : "";
  }
  std::string_view operator()(const wire::AccountValue& row) const {
    return is_too_large(row.currency, row.value) ? kTooLarge : "";
  }
  std::string_view operator()(const wire::AccountSummary& row) const {
    return is_too_large(row.currency, row.value) ? kTooLarge : "";
  }
  std::string_view operator()(const auto&) const { return ""; }
};

std::optional<std::int64_t> find_request_id(int message_id, std::string_view payload) {
  const auto known = wire::find_response_id(message_id);
  if (!known || known->request_at == 0) return std::nullopt;
  const auto fields = split(payload, '\0');
  const auto at = static_cast<std::size_t>(known->request_at);
  return at < fields.size() ? parse_int(fields[at]) : std::nullopt;
}

Unreadable make_unreadable(std::string_view payload, std::string why) {
  Unreadable message{.message_id = -1, .request_id = std::nullopt, .why = std::move(why)};
  if (const auto id = parse_int(payload.substr(0, payload.find('\0')));
      id && wire::find_response_id(static_cast<int>(*id)))
    message.message_id = static_cast<int>(*id);
  message.request_id = find_request_id(message.message_id, payload);
  return message;
}

struct FindShape {
  AnswerShape operator()(const wire::CurrentTimeRequest&) const { return {0, {kIdOf<wire::CurrentTime>}}; }
  AnswerShape operator()(const wire::PositionsRequest&) const {
    return {0, {kIdOf<wire::PositionData>, kIdOf<wire::PositionEnd>}};
  }
  AnswerShape operator()(const wire::AllOpenOrdersRequest&) const {
    return {0, {kIdOf<wire::OpenOrderData>, kIdOf<wire::OrderStatus>, kIdOf<wire::OpenOrderEnd>}};
  }
  AnswerShape operator()(const wire::CompletedOrdersRequest&) const {
    return {0, {kIdOf<wire::CompletedOrderData>, kIdOf<wire::CompletedOrdersEnd>}};
  }
  AnswerShape operator()(const wire::AccountDataRequest& asked) const {
    if (!asked.subscribe) return {};
    return {0, {kIdOf<wire::AccountValue>, kIdOf<wire::PortfolioValue>, kIdOf<wire::AccountDownloadEnd>}};
  }
  AnswerShape operator()(const wire::ExecutionsRequest& asked) const {
    return {asked.req_id, {kIdOf<wire::ExecutionData>, kIdOf<wire::ExecutionDataEnd>}};
  }
  AnswerShape operator()(const wire::AccountSummaryRequest& asked) const {
    return {asked.req_id, {kIdOf<wire::AccountSummary>, kIdOf<wire::AccountSummaryEnd>}};
  }
  AnswerShape operator()(const wire::ContractDataRequest& asked) const {
    return {asked.req_id, {kIdOf<wire::ContractData>, kIdOf<wire::ContractDataEnd>}};
  }
  AnswerShape operator()(const wire::HistoricalDataRequest& asked) const {
    return {asked.req_id, {kIdOf<wire::HistoricalData>, kIdOf<wire::HistoricalDataEnd>}};
  }
  AnswerShape operator()(const wire::MarketDataRequest& asked) const {
    return {asked.req_id,
            {kIdOf<wire::TickPrice>, kIdOf<wire::TickSize>, kIdOf<wire::TickGeneric>, kIdOf<wire::TickString>,
             kIdOf<wire::MarketDataTypeNotice>, kIdOf<wire::TickSnapshotEnd>}};
  }
  AnswerShape operator()(const wire::PlaceOrder& placed) const {
    if (!placed.order.what_if) return {};
    return {placed.order.order_id, {kIdOf<wire::OpenOrderData>}};
  }
  AnswerShape operator()(const auto&) const { return {}; }
};

bool is_about_orders(int message_id) {
  return message_id == kIdOf<wire::OpenOrderData> || message_id == kIdOf<wire::OrderStatus> ||
         message_id == kIdOf<wire::ExecutionData> || message_id == kIdOf<wire::CompletedOrderData>;
}

// Texts that people will read, in logs, alerts and reports: on one line, and nothing in them but text.
struct CleanTexts {
  void operator()(wire::ErrorMessage& message) const { message.text = printable_line(message.text); }
  void operator()(wire::OpenOrderData& open) const {
    open.state.reject_reason = printable_line(open.state.reject_reason);
    open.state.warning_text = printable_line(open.state.warning_text);
  }
  void operator()(wire::CompletedOrderData& completed) const {
    completed.state.completed_status = printable_line(completed.state.completed_status);
  }
  void operator()(auto&) const {}
};

}  // namespace

Reading read_message(std::string_view payload, int server_version) {
  auto response = wire::decode_response(payload, server_version);
  if (!response) return make_unreadable(payload, printable_line(response.error().message()));
  if (const auto* unknown = std::get_if<wire::UnknownMessage>(&*response);
      unknown != nullptr && !wire::is_response_id(unknown->id))
    return make_unreadable(payload, fmt::format("a message with the id {}, which no server has", unknown->id));
  if (const auto fault = std::visit(FindFault{}, *response); !fault.empty())
    return make_unreadable(payload, fmt::format("{} cannot be believed: {}", wire::message_name(*response), fault));
  std::visit(CleanTexts{}, *response);
  return std::move(*response);
}

AnswerShape find_answer_shape(const wire::Request& request) { return std::visit(FindShape{}, request); }

bool comes_by_itself(int message_id) {
  return is_about_orders(message_id) || message_id == kIdOf<wire::CommissionReport> ||
         message_id == kIdOf<wire::ErrorMessage> || message_id == kIdOf<wire::NextValidId> ||
         message_id == kIdOf<wire::ManagedAccounts>;
}

bool may_concern_our_orders(const Unreadable& message, std::string_view payload, const std::string& account,
                            const std::vector<std::string>& accounts) {
  if (message.message_id != -1 && !is_about_orders(message.message_id)) return false;
  const auto fields = split(payload, '\0');
  const auto is_named = [&](const std::string& name) { return std::ranges::find(fields, name) != fields.end(); };
  return is_named(account) || std::ranges::none_of(accounts, is_named);
}

}  // namespace bot::tws
