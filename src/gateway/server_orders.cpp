// Answers about orders and fills.
#include <algorithm>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/server.hpp"
#include "gateway/times.hpp"

namespace bot::gateway {

void Server::answer(Session& session, const wire::PlaceOrder& request) {
  pump();
  parts_.desk.place(session.client_id, request, now());
  pump();
}

void Server::answer(Session& session, const wire::CancelOrder& request) {
  pump();
  parts_.desk.cancel(session.client_id, request.order_id, now());
  pump();
}

void Server::answer(Session&, const wire::GlobalCancel&) {
  pump();
  parts_.desk.cancel_all(now());
  pump();
}

void Server::send_open_orders(Session& session, bool of_all_clients) {
  if (faulty_query("open_orders", session, wire::OpenOrderEnd{})) return;
  pump();
  for (const DeskOrder& order : parts_.desk.orders()) {
    if (order.is_done() || order.phase == Phase::kReceived || order.phase == Phase::kSilent) continue;
    if (!of_all_clients && order.client_id != session.client_id) continue;
    send(session, parts_.desk.open_order(order));
    send(session, parts_.desk.order_status(order));
  }
  send(session, wire::OpenOrderEnd{});
}

void Server::answer(Session& session, const wire::OpenOrdersRequest&) { send_open_orders(session, false); }
void Server::answer(Session& session, const wire::AllOpenOrdersRequest&) { send_open_orders(session, true); }

void Server::answer(Session& session, const wire::AutoOpenOrdersRequest&) {
  // There are no manual orders to bind.
  if (session.client_id != 0)
    send_error(session, -1, broker::code::kAutoBindRefused, "Only the default client (i.e. 0) can auto bind orders.");
}

void Server::answer(Session& session, const wire::CompletedOrdersRequest&) {
  if (faulty_query("completed_orders", session, wire::CompletedOrdersEnd{})) return;
  pump();
  for (const DeskOrder& order : parts_.desk.orders())
    if (order.is_done()) send(session, parts_.desk.completed_order(order));
  send(session, wire::CompletedOrdersEnd{});
}

void Server::answer(Session& session, const wire::ExecutionsRequest& request) {
  if (faulty_query("executions", session, wire::ExecutionDataEnd{request.req_id})) return;
  pump();
  std::optional<UtcTime> since;
  if (!request.time.empty()) {
    since = parse_wire_time(request.time);
    if (!since) {
      send_error(session, request.req_id, broker::code::kInvalidDate,
                 "Date/time format is invalid: '" + request.time + "'.");
      return;
    }
  }
  const std::string side = request.side == "BOT" ? "BUY" : request.side == "SLD" ? "SELL" : request.side;
  const auto matches = [&](const FillRecord& fill) {
    const auto day = civil(calendar::to_new_york(fill.time).date);
    const int number = static_cast<int>(day.year()) * 10'000 +
                       static_cast<int>(static_cast<unsigned>(day.month())) * 100 +
                       static_cast<int>(static_cast<unsigned>(day.day()));
    const auto& dates = request.specific_dates;
    return (request.client_id == 0 || request.client_id == fill.client_id) && (!since || fill.time >= *since) &&
           (request.symbol.empty() || request.symbol == fill.symbol.value()) &&
           (side.empty() || side == name(fill.side)) && (request.sec_type.empty() || request.sec_type == "STK") &&
           is_mine(request.account) &&
           (request.exchange.empty() || request.exchange == "SMART" ||
            request.exchange == Contracts::primary_exchange(fill.symbol)) &&
           (dates.empty() || std::find(dates.begin(), dates.end(), number) != dates.end());
  };
  for (const FillRecord& fill : parts_.desk.fills()) {
    if (!matches(fill)) continue;
    send(session, parts_.desk.execution(fill, request.req_id));
    send(session, Desk::commission_report(fill));
  }
  send(session, wire::ExecutionDataEnd{request.req_id});
}

}  // namespace bot::gateway
