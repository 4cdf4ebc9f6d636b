// Questions about the account: time, values, positions, orders, executions.
#include <fmt/format.h>

#include "broker/execution_id.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "tws/convert.hpp"
#include "tws/session.hpp"

namespace bot::tws {
namespace {

constexpr Duration kBetweenTimeQuestions{1'000};
// How long the end of a question that we gave up on may still come and be taken for the end of the next one.
constexpr Duration kOverdueLimit{60'000};
constexpr Duration kCommissionWait{1'000};
constexpr std::string_view kSummaryTags =
    "AccountType,NetLiquidation,TotalCashValue,SettledCash,AccruedCash,BuyingPower,AvailableFunds,ExcessLiquidity,"
    "GrossPositionValue,EquityWithLoanValue,InitMarginReq,MaintMarginReq,Cushion,Leverage,DayTradesRemaining";

}  // namespace

Result<UtcTime> Client::Session::server_time(UtcTime deadline) {
  const UtcTime now = loop_.now();
  if (time_asked_ && *time_asked_ <= now && now < *time_asked_ + kBetweenTimeQuestions) {
    const UtcTime next = *time_asked_ + kBetweenTimeQuestions;
    if (next > deadline) return fail(ErrorCode::kTimeout, "the gateway's time was asked less than a second ago");
    loop_.run_until([this] { return !is_open(); }, next);
    if (!is_open() || loop_.now() < next) return fail(why_not(deadline, "asking the gateway's time"));
  }
  std::optional<UtcTime> answer;
  Question question{.hear = [&](const wire::Response& response) {
    const auto* time = std::get_if<wire::CurrentTime>(&response);
    if (time != nullptr) answer = UtcTime{std::chrono::seconds{time->seconds}};
    return time != nullptr;
  }};
  time_asked_ = loop_.now();
  BOT_TRY_VOID(ask(question, wire::CurrentTimeRequest{}, deadline, "asking the gateway's time"));
  return *answer;
}

Result<AccountValues> Client::Session::account_values(const AccountId& account, UtcTime deadline) {
  AccountValues values;
  BOT_TRY_VOID(add_download(account, values, deadline));
  BOT_TRY_VOID(add_summary(account, values, deadline));
  return values;
}

Result<void> Client::Session::add_summary(const AccountId& account, AccountValues& values, UtcTime deadline) {
  bool any = false;
  Question question{.id = new_request_id()};
  question.hear = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::AccountSummary>(&response)) {
      if (row->req_id != question.id || row->account != account.value()) return false;
      values.set(row->tag, row->currency, row->value);
      any = true;
    }
    const auto* end = std::get_if<wire::AccountSummaryEnd>(&response);
    return end != nullptr && end->req_id == question.id;
  };
  const UtcTime until = limit(deadline, options_.request_timeout);
  auto asked = ask(question, wire::AccountSummaryRequest{question.id, "All", std::string(kSummaryTags)}, until,
                   "asking the account summary");
  if (is_open()) static_cast<void>(send(wire::CancelAccountSummary{question.id}, until));
  BOT_TRY_VOID(std::move(asked));
  if (!any) {
    return fail(ErrorCode::kData, fmt::format("the account summary says nothing of account {}", account), {},
                "Check the account id.");
  }
  return {};
}

Result<void> Client::Session::add_download(const AccountId& account, AccountValues& values, UtcTime deadline) {
  bool refused = false;
  bool ready = true;
  Question question{.hear = [&](const wire::Response& response) {
    if (const auto* value = std::get_if<wire::AccountValue>(&response)) {
      if (!value->account.empty() && value->account != account.value()) return false;
      if (value->key == "AccountReady") ready = value->value != "false";
      values.set(value->key, value->currency, value->value);
    } else if (const auto* message = std::get_if<wire::ErrorMessage>(&response)) {
      refused = message->code == broker::code::kAccountDataRefused;
      return refused;
    }
    const auto* end = std::get_if<wire::AccountDownloadEnd>(&response);
    return end != nullptr && (end->account.empty() || end->account == account.value());
  }};
  const UtcTime until = limit(deadline, options_.request_timeout);
  auto asked = ask(question, wire::AccountDataRequest{true, account.value()}, until, "asking the account's values");
  if (is_open()) static_cast<void>(send(wire::AccountDataRequest{false, account.value()}, until));
  BOT_TRY_VOID(std::move(asked));
  // Another client follows another account; the summary has all that decides.
  if (refused) return {};
  if (!ready) {
    return fail(ErrorCode::kTimeout, "the gateway says that the account's values are not ready yet", account.value(),
                "Wait until TWS or IB Gateway has loaded the account.");
  }
  return {};
}

// A question without an id. When an earlier one of its kind was given up, its end may come now: what was heard up to
// there belongs to that one, and is forgotten.
Result<void> Client::Session::ask_unnumbered(Unnumbered kind, Question& question, const std::function<void()>& forget,
                                             const std::function<bool(const wire::Response&)>& is_end,
                                             const wire::Request& request, UtcTime deadline, std::string_view what) {
  Overdue& overdue = overdue_[kind];
  if (loop_.now() > overdue.since + kOverdueLimit) overdue.ends = 0;
  const auto take = question.hear;
  question.hear = [&](const wire::Response& response) {
    static_cast<void>(take(response));
    if (!is_end(response)) return false;
    if (overdue.ends == 0) return true;
    --overdue.ends;
    forget();
    return false;
  };
  auto asked = ask(question, request, limit(deadline, options_.request_timeout), what);
  if (!asked && is_open()) {
    if (overdue.ends++ == 0) overdue.since = loop_.now();
  }
  return asked;
}

Result<std::vector<Position>> Client::Session::positions(UtcTime deadline) {
  std::map<std::pair<AccountId, ConId>, Position> rows;
  bool sound = true;
  Question question{.hear = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::PositionData>(&response)) {
      const auto position = position_of(*row);
      sound = sound && position.has_value();
      if (position) rows[{position->account, position->con_id}] = *position;
    }
    return false;
  }};
  auto asked = ask_unnumbered(
      Unnumbered::kPositions, question, [&] { rows.clear(), sound = true; },
      [](const wire::Response& response) { return std::holds_alternative<wire::PositionEnd>(response); },
      wire::PositionsRequest{}, deadline, "asking the positions");
  if (is_open()) static_cast<void>(send(wire::CancelPositions{}, limit(deadline, options_.request_timeout)));
  BOT_TRY_VOID(std::move(asked));
  if (!sound) return fail(ErrorCode::kProtocol, "a position without a quantity");
  std::vector<Position> positions;
  for (auto& [key, position] : rows) {
    if (position.quantity != Quantity{}) positions.push_back(std::move(position));
  }
  return positions;
}

Result<std::vector<OpenOrder>> Client::Session::open_orders(UtcTime deadline) {
  std::vector<OpenOrder> rows;
  bool sound = true;
  Question question{.hear = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::OpenOrderData>(&response); row != nullptr && !row->order.what_if) {
      const auto order = open_order_of(*row);
      sound = sound && order.has_value();
      if (order) rows.push_back(*order);
    }
    return false;
  }};
  BOT_TRY_VOID(ask_unnumbered(
      Unnumbered::kOpenOrders, question, [&] { rows.clear(), sound = true; },
      [](const wire::Response& response) { return std::holds_alternative<wire::OpenOrderEnd>(response); },
      wire::AllOpenOrdersRequest{}, deadline, "asking the open orders"));
  if (!sound) return fail(ErrorCode::kProtocol, "an open order without side or quantity");
  // An order is told again with every change of its: the last word counts.
  std::vector<OpenOrder> orders;
  for (auto& row : rows) {
    std::erase_if(orders, [&](const OpenOrder& order) {
      return order.perm_id == row.perm_id && order.order_id == row.order_id && order.client_id == row.client_id;
    });
    orders.push_back(std::move(row));
  }
  for (auto& order : orders) {
    const auto filled = filled_by_order_id_.find({order.client_id, order.order_id.value()});
    if (filled != filled_by_order_id_.end() && order.order_id.value() > 0) order.filled = filled->second;
    const auto by_perm_id = filled_by_perm_id_.find(order.perm_id.value());
    if (by_perm_id != filled_by_perm_id_.end()) order.filled = by_perm_id->second;
  }
  std::erase_if(orders, [](const OpenOrder& order) {
    return order.status == BrokerOrderStatus::kFilled || order.status == BrokerOrderStatus::kCancelled;
  });
  return orders;
}

Result<std::vector<CompletedOrder>> Client::Session::completed_orders(UtcTime deadline) {
  std::vector<CompletedOrder> rows;
  bool sound = true;
  Question question{.hear = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::CompletedOrderData>(&response)) {
      const auto order = completed_order_of(*row);
      sound = sound && order.has_value();
      if (order) rows.push_back(*order);
    }
    return false;
  }};
  BOT_TRY_VOID(ask_unnumbered(
      Unnumbered::kCompletedOrders, question, [&] { rows.clear(), sound = true; },
      [](const wire::Response& response) { return std::holds_alternative<wire::CompletedOrdersEnd>(response); },
      wire::CompletedOrdersRequest{false}, deadline, "asking the completed orders"));
  if (!sound) return fail(ErrorCode::kProtocol, "a completed order without side");
  return rows;
}

Result<std::vector<Execution>> Client::Session::executions(UtcTime deadline) {
  std::map<std::string, Execution> by_base;
  std::vector<std::string> order_of_arrival;
  bool sound = true;
  Question question{.id = new_request_id()};
  question.hear = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::ExecutionData>(&response); row != nullptr && row->req_id == question.id) {
      const auto fill = execution_of(*row, loop_.now());
      sound = sound && fill.has_value();
      if (fill) {
        const std::string base = broker::execution_base(fill->exec_id);
        const auto [known, is_new] = by_base.try_emplace(base, *fill);
        if (is_new) order_of_arrival.push_back(base);
        if (broker::execution_version(known->second.exec_id) < broker::execution_version(fill->exec_id))
          known->second = *fill;
      }
    }
    const auto* end = std::get_if<wire::ExecutionDataEnd>(&response);
    return end != nullptr && end->req_id == question.id;
  };
  // Everything of today, of any client id; spelt out, as an empty filter is known to lie.
  const auto today = calendar::to_new_york(loop_.now()).date;
  wire::ExecutionsRequest request;
  request.req_id = question.id;
  request.account = account().value();
  request.time = utc_text(calendar::from_new_york(today, Duration{0}));
  BOT_TRY_VOID(ask(question, request, limit(deadline, options_.request_timeout), "asking the executions"));
  if (!sound) return fail(ErrorCode::kProtocol, "an execution without side, price or quantity");
  await_commissions(by_base, deadline);
  std::vector<Execution> fills;
  for (const auto& base : order_of_arrival) {
    Execution& fill = by_base.at(base);
    const auto commission = commissions_.find(fill.exec_id.value());
    if (commission != commissions_.end()) fill.commission = commission->second;
    fills.push_back(std::move(fill));
  }
  return fills;
}

void Client::Session::await_commissions(const std::map<std::string, Execution>& fills, UtcTime deadline) {
  const auto all_known = [&] {
    for (const auto& [base, fill] : fills) {
      if (!commissions_.contains(fill.exec_id.value())) return false;
    }
    return true;
  };
  loop_.run_until([&] { return all_known() || !is_open(); }, limit(deadline, kCommissionWait));
}

}  // namespace bot::tws
