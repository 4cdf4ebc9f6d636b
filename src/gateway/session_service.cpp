#include "gateway/session_service.hpp"

#include <fmt/format.h>

#include "broker/tws_codes.hpp"

namespace bot::gateway {

namespace code = broker::code;

void SessionService::answer(Session& session, const wire::StartApi& request) {
  Connections& connections = backend_.connections;
  if (!connections.is_client_id_free(request.client_id) || connections.pretends_id_in_use(session)) {
    send_error(session, -1, code::kClientIdInUse,
               "Unable to connect as the client id is already in use. Retry with a unique client id.");
    session.stage = Stage::kSilent;
    connections.close_soon(session);
    return;
  }
  session.client_id = request.client_id;
  session.stage = Stage::kReady;
  if (venue().habits.opening == Opening::kOrders) send_working_orders(session);
  send(session, wire::ManagedAccounts{venue().options.account});
  send_error(session, -1, code::kGatewayClock,
             fmt::format("bot embedded gateway clock={} pace={} market={}", to_iso_millis(now()),
                         to_text(venue().options.pace), to_text(venue().market.identity())));
  send(session, wire::NextValidId{venue().book.next_order_id(session.client_id)});
  send_farms(session);
  if (backend_.engine.link_is_down()) send_error(session, -1, code::kLinkLost, kLinkLostText);
}

void SessionService::send_working_orders(Session& session) {
  backend_.pump();
  for (const Order& order : venue().book.orders()) {
    if (!order.is_shown() || (session.client_id != 0 && order.client_id != session.client_id)) continue;
    send(session, venue().outbox.messages().open_order(order));
    send(session, OrderMessages::order_status(order));
  }
}

void SessionService::send_farms(Session& session) {
  const auto notice = [&](int code, const char* text) { send_error(session, -1, code, text); };
  const bool many = venue().habits.farms == Farms::kMany;
  if (many) {
    notice(code::kFarmConnecting, "Market data farm is connecting:usfarm.nj");
    notice(code::kMarketDataFarmAsleep,
           "Market data farm connection is inactive but should be available upon demand.eufarm");
  }
  notice(code::kMarketDataFarmOk, "Market data farm connection is OK:usfarm");
  if (many) {
    notice(code::kMarketDataFarmOk, "Market data farm connection is OK:usfarm.nj");
    notice(code::kHistoricalFarmAsleep,
           "HMDS data farm connection is inactive but should be available upon demand.euhmds");
  }
  notice(code::kHistoricalFarmOk, "HMDS data farm connection is OK:ushmds");
  if (many) notice(code::kHistoricalFarmOk, "HMDS data farm connection is OK:fundfarm");
  notice(code::kDefinitionFarmOk, "Sec-def data farm connection is OK:secdefnj");
}

void SessionService::answer(Session& session, const wire::CurrentTimeRequest&) {
  send(session, wire::CurrentTime{std::chrono::floor<std::chrono::seconds>(now().time_since_epoch()).count()});
}

void SessionService::answer(Session& session, const wire::CurrentTimeMillisRequest&) {
  send(session, wire::CurrentTimeMillis{now().time_since_epoch().count()});
}

void SessionService::answer(Session& session, const wire::IdsRequest&) {
  send(session, wire::NextValidId{venue().book.next_order_id(session.client_id)});
}

void SessionService::answer(Session& session, const wire::ManagedAccountsRequest&) {
  send(session, wire::ManagedAccounts{venue().options.account});
}

}  // namespace bot::gateway
