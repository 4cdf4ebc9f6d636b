#include "gateway/order_service.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/times.hpp"
#include "model/security_type.hpp"

namespace bot::gateway {

namespace code = broker::code;

namespace {
constexpr std::int64_t kManualPermId = 999'999'999;  // below all that the book gives out
}

void OrderService::answer(Session& session, const wire::PlaceOrder& request) {
  backend_.pump_soon();
  backend_.entry.place(session.client_id, request, now());
  backend_.pump_soon();
}

void OrderService::answer(Session& session, const wire::CancelOrder& request) {
  backend_.pump_soon();
  backend_.entry.cancel(session.client_id, request.order_id, now());
  backend_.pump_soon();
}

void OrderService::answer(Session&, const wire::GlobalCancel&) {
  backend_.pump_soon();
  backend_.entry.cancel_all(now());
  backend_.pump_soon();
}

void OrderService::send_open_orders(Session& session, Whose whose) {
  if (answered_by_fault(Query::kOpenOrders, session, wire::OpenOrderEnd{})) return;
  backend_.pump();
  for (const Order& order : venue().book.orders()) {
    if (!order.is_shown()) continue;
    if (whose == Whose::kOwn && order.client_id != session.client_id) continue;
    send(session, venue().outbox.messages().open_order(order));
    send(session, OrderMessages::order_status(order));
  }
  if (whose == Whose::kAll && !venue().habits.manual.empty()) send_manual_order(session);
  send(session, wire::OpenOrderEnd{});
}

// One that a person made in a TWS: nobody's client id, no order id.
void OrderService::send_manual_order(Session& session) {
  Order order;
  order.perm_id = kManualPermId;
  order.symbol = Symbol(venue().habits.manual);
  order.quantity = Quantity::from_whole(1);
  order.limit = Price::from_whole(1);
  order.status = Status::kSubmitted;
  order.placed.action = name(order.side);
  order.placed.order_type = "LMT";
  order.placed.tif = "GTC";
  send(session, venue().outbox.messages().open_order(order));
  send(session, OrderMessages::order_status(order));
}

void OrderService::answer(Session& session, const wire::OpenOrdersRequest&) { send_open_orders(session, Whose::kOwn); }
void OrderService::answer(Session& session, const wire::AllOpenOrdersRequest&) {
  send_open_orders(session, Whose::kAll);
}

void OrderService::answer(Session& session, const wire::AutoOpenOrdersRequest&) {
  // There are no manual orders to bind.
  if (session.client_id != 0)
    send_error(session, -1, code::kAutoBindRefused, "Only the default client (i.e. 0) can auto bind orders.");
}

void OrderService::answer(Session& session, const wire::CompletedOrdersRequest&) {
  if (answered_by_fault(Query::kCompletedOrders, session, wire::CompletedOrdersEnd{})) return;
  backend_.pump();
  const auto send_order = [&](const Order& order) { send(session, venue().outbox.messages().completed_order(order)); };
  if (const auto sent = venue().book.archive().each_order(send_order); !sent) {
    send_error(session, -1, code::kFailedRequest, "Error processing request:-'b' : cause - " + sent.error().message());
    return;
  }
  for (const Order& order : venue().book.orders())
    if (order.is_done()) send_order(order);
  send(session, wire::CompletedOrdersEnd{});
}

void OrderService::answer(Session& session, const wire::ExecutionsRequest& request) {
  if (answered_by_fault(Query::kExecutions, session, wire::ExecutionDataEnd{request.req_id})) return;
  backend_.pump();
  std::optional<UtcTime> since;
  if (!request.time.empty()) {
    since = parse_wire_time(request.time);
    if (!since) {
      send_error(session, request.req_id, code::kInvalidDate, "Date/time format is invalid: '" + request.time + "'.");
      return;
    }
  }
  const std::string side = request.side == "BOT" ? "BUY" : request.side == "SLD" ? "SELL" : request.side;
  const auto matches = [&](const Fill& fill) {
    const auto day = civil(calendar::to_new_york(fill.time).date);
    const int number = static_cast<int>(day.year()) * 10'000 +
                       static_cast<int>(static_cast<unsigned>(day.month())) * 100 +
                       static_cast<int>(static_cast<unsigned>(day.day()));
    const auto& dates = request.specific_dates;
    return (request.client_id == 0 || request.client_id == fill.client_id) && (!since || fill.time >= *since) &&
           (request.symbol.empty() || request.symbol == fill.symbol.value()) &&
           (side.empty() || side == name(fill.side)) && (request.sec_type.empty() || request.sec_type == kStock) &&
           is_ours(request.account) &&
           (request.exchange.empty() || request.exchange == "SMART" ||
            request.exchange == Contracts::primary_exchange(fill.symbol)) &&
           (dates.empty() || std::ranges::find(dates, number) != dates.end());
  };
  std::vector<wire::CommissionReport> commissions;  // that come after all executions
  const auto send_fill = [&](const Fill& fill) {
    if (!matches(fill)) return;
    send(session, venue().outbox.messages().execution(fill, request.req_id));
    if (venue().habits.executions == ExecutionList::kApart)
      commissions.push_back(OrderMessages::commission_report(fill));
    else
      send(session, OrderMessages::commission_report(fill));
  };
  if (const auto sent = venue().book.archive().each_fill(send_fill); !sent) {
    send_error(session, request.req_id, code::kFailedRequest,
               "Error processing request:-'b' : cause - " + sent.error().message());
    return;
  }
  std::ranges::for_each(venue().book.fills(), send_fill);  // those that could not be written down yet
  for (const wire::CommissionReport& report : commissions) send(session, report);
  send(session, wire::ExecutionDataEnd{request.req_id});
}

}  // namespace bot::gateway
