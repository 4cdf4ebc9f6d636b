#include "tws/account_queries.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/execution_id.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "tws/convert.hpp"
#include "tws/tws_times.hpp"

namespace bot::tws {
namespace {

constexpr Duration kCommissionWait{1'000};
constexpr std::string_view kSummaryTags =
    "AccountType,NetLiquidation,TotalCashValue,SettledCash,AccruedCash,BuyingPower,AvailableFunds,ExcessLiquidity,"
    "GrossPositionValue,EquityWithLoanValue,InitMarginReq,MaintMarginReq,Cushion,Leverage,DayTradesRemaining";

// A correction takes the place of the execution that it corrects.
void keep_newest(std::vector<Execution>& fills, Execution fill) {
  const std::string base = broker::execution_base(fill.exec_id);
  const auto known = std::ranges::find(
      fills, base, [](const Execution& execution) { return broker::execution_base(execution.exec_id); });
  if (known == fills.end())
    fills.push_back(std::move(fill));
  else if (broker::execution_version(known->exec_id) < broker::execution_version(fill.exec_id))
    *known = std::move(fill);
}

}  // namespace

Result<AccountValues> AccountQueries::ask_values(const AccountId& account, UtcTime deadline) {
  AccountValues values;
  BOT_TRY_VOID(add_download(account, values, deadline));
  BOT_TRY_VOID(add_summary(account, values, deadline));
  return values;
}

Result<void> AccountQueries::add_summary(const AccountId& account, AccountValues& values, UtcTime deadline) {
  bool any = false;
  PendingRequest pending{.id = channel_.make_request_id()};
  pending.on_message = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::AccountSummary>(&response)) {
      if (row->req_id != pending.id || row->account != account.value()) return false;
      values.set(row->tag, row->currency, reported_text(row->value));
      any = true;
    }
    const auto* end = std::get_if<wire::AccountSummaryEnd>(&response);
    return end != nullptr && end->req_id == pending.id;
  };
  const UtcTime until = channel_.limit(deadline, options_.request_timeout);
  auto asked = channel_.ask(pending, wire::AccountSummaryRequest{pending.id, "All", std::string(kSummaryTags)}, until,
                            "asking the account summary");
  if (channel_.is_open()) static_cast<void>(channel_.send(wire::CancelAccountSummary{pending.id}, until));
  BOT_TRY_VOID(std::move(asked));
  if (!any) {
    return fail(ErrorCode::kData, fmt::format("the account summary says nothing of account {}", account), {},
                "Check the account id.");
  }
  return {};
}

Result<void> AccountQueries::add_download(const AccountId& account, AccountValues& values, UtcTime deadline) {
  bool refused = false;
  bool ready = true;
  PendingRequest pending{.on_message = [&](const wire::Response& response) {
    if (const auto* value = std::get_if<wire::AccountValue>(&response)) {
      if (!value->account.empty() && value->account != account.value()) return false;
      if (value->key == "AccountReady") ready = value->value != "false";
      values.set(value->key, value->currency, reported_text(value->value));
    } else if (const auto* row = std::get_if<wire::PortfolioValue>(&response)) {
      if (!row->account.empty() && row->account != account.value()) return false;
      if (const auto mark = to_mark(*row)) values.set_mark(ConId(row->contract.con_id), *mark);
    } else if (const auto* message = std::get_if<wire::ErrorMessage>(&response)) {
      refused = message->code == broker::code::kAccountDataRefused;
      return refused;
    }
    const auto* end = std::get_if<wire::AccountDownloadEnd>(&response);
    return end != nullptr && (end->account.empty() || end->account == account.value());
  }};
  const UtcTime until = channel_.limit(deadline, options_.request_timeout);
  auto asked =
      channel_.ask(pending, wire::AccountDataRequest{true, account.value()}, until, "asking the account's values");
  if (channel_.is_open()) static_cast<void>(channel_.send(wire::AccountDataRequest{false, account.value()}, until));
  BOT_TRY_VOID(std::move(asked));
  // Another client follows another account; the summary has all that decides.
  if (refused) return {};
  if (!ready) {
    return fail(ErrorCode::kTimeout, "the gateway says that the account's values are not ready yet", account.value(),
                "Wait until TWS or IB Gateway has loaded the account.");
  }
  return {};
}

template <class Message, class End>
Result<void> AccountQueries::ask_rows(const wire::Request& request, UtcTime deadline, std::string_view what,
                                      const std::function<void(const Message&)>& take) {
  PendingRequest pending{.on_message = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<Message>(&response)) take(*row);
    return std::holds_alternative<End>(response);
  }};
  return channel_.ask(pending, request, channel_.limit(deadline, options_.request_timeout), what);
}

Result<std::vector<Position>> AccountQueries::ask_positions(UtcTime deadline) {
  std::map<std::pair<AccountId, ConId>, Position> rows;
  const auto asked = ask_rows<wire::PositionData, wire::PositionEnd>(
      wire::PositionsRequest{}, deadline, "asking the positions", [&](const wire::PositionData& row) {
        const Position position = to_position(row).value();
        rows[{position.account, position.con_id}] = position;
      });
  if (channel_.is_open())
    static_cast<void>(channel_.send(wire::CancelPositions{}, channel_.limit(deadline, options_.request_timeout)));
  if (!asked) return fail(asked.error());
  std::vector<Position> positions;
  for (auto& [key, position] : rows) {
    if (position.quantity != Quantity{}) positions.push_back(std::move(position));
  }
  return positions;
}

Result<std::vector<OpenOrder>> AccountQueries::ask_open_orders(UtcTime deadline) {
  std::vector<OpenOrder> orders;
  BOT_TRY_VOID((ask_rows<wire::OpenOrderData, wire::OpenOrderEnd>(
      wire::AllOpenOrdersRequest{}, deadline, "asking the open orders", [&](const wire::OpenOrderData& row) {
        if (row.order.what_if) return;
        OpenOrder order = to_open_order(row, options_.client_id).value();
        // An order is reported again with every change: the last report counts.
        std::erase_if(orders, [&](const OpenOrder& other) {
          return other.perm_id == order.perm_id && other.order_id == order.order_id &&
                 other.client_id == order.client_id;
        });
        orders.push_back(std::move(order));
      })));
  for (OpenOrder& order : orders) order.filled = feed_.find_filled(order).value_or(order.filled);
  std::erase_if(orders, [](const OpenOrder& order) {
    return order.status == BrokerOrderStatus::kFilled || order.status == BrokerOrderStatus::kCancelled;
  });
  return orders;
}

Result<std::vector<CompletedOrder>> AccountQueries::ask_completed_orders(UtcTime deadline) {
  std::vector<CompletedOrder> orders;
  BOT_TRY_VOID((ask_rows<wire::CompletedOrderData, wire::CompletedOrdersEnd>(
      wire::CompletedOrdersRequest{false}, deadline, "asking the completed orders",
      [&](const wire::CompletedOrderData& row) { orders.push_back(to_completed_order(row).value()); })));
  return orders;
}

Result<std::vector<Execution>> AccountQueries::ask_executions(const AccountId& account, UtcTime deadline) {
  std::vector<Execution> fills;
  PendingRequest pending{.id = channel_.make_request_id()};
  pending.on_message = [&](const wire::Response& response) {
    if (const auto* row = std::get_if<wire::ExecutionData>(&response); row != nullptr && row->req_id == pending.id)
      keep_newest(fills, to_execution(*row, options_.client_id).value());
    const auto* end = std::get_if<wire::ExecutionDataEnd>(&response);
    return end != nullptr && end->req_id == pending.id;
  };
  // Everything of today, of any client id; spelt out, as an empty filter is known to lie.
  const auto today = calendar::to_new_york(channel_.now()).date;
  wire::ExecutionsRequest request;
  request.req_id = pending.id;
  request.account = account.value();
  request.time = format_utc(calendar::from_new_york(today, Duration{0}));
  BOT_TRY_VOID(
      channel_.ask(pending, request, channel_.limit(deadline, options_.request_timeout), "asking the executions"));
  await_commissions(fills, deadline);
  for (Execution& fill : fills)
    if (const auto commission = feed_.find_commission(fill.exec_id)) fill.commission = commission;
  return fills;
}

void AccountQueries::await_commissions(const std::vector<Execution>& fills, UtcTime deadline) {
  const auto all_known = [&] {
    return std::ranges::all_of(fills,
                               [&](const Execution& fill) { return feed_.find_commission(fill.exec_id).has_value(); });
  };
  channel_.wait(all_known, channel_.limit(deadline, kCommissionWait));
}

}  // namespace bot::tws
