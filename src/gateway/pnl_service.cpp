#include "gateway/pnl_service.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/tws_codes.hpp"

namespace bot::gateway {

namespace code = broker::code;

// The day's: what is held now at the mark, less what was held in the morning at the close before, less what was paid in
// between.
PnlService::Figures PnlService::calculate(const Symbol& symbol) const {
  const auto& holdings = venue().account.holdings();
  const auto found = holdings.find(symbol);
  if (found == holdings.end()) return {};
  const Holding& holding = found->second;
  const auto view = venue().market.view(symbol, now());
  const double value = venue().market.mark(symbol, now()) * holding.quantity.to_double();
  const double before = (holding.quantity - holding.traded_today).to_double() * (view ? view->previous_close : 0);
  return {holding.quantity, value - before - holding.paid_today.to_double(), value - holding.cost.to_double(),
          holding.realized_today.to_double(), value};
}

wire::Response PnlService::make(std::int64_t req_id, const PnlStream& stream) const {
  if (stream.symbol) {
    const Figures one = calculate(*stream.symbol);
    return wire::PnlSingle{req_id, one.position, one.daily, one.unrealized, one.realized, one.value};
  }
  Figures all;
  for (const auto& [symbol, holding] : venue().account.holdings()) {
    const Figures one = calculate(symbol);
    all.daily += one.daily;
    all.unrealized += one.unrealized;
    all.realized += one.realized;
  }
  return wire::Pnl{req_id, all.daily, all.unrealized, all.realized};
}

void PnlService::subscribe(Session& session, std::int64_t req_id, const std::string& account, PnlStream stream) {
  if (session.pnls.contains(req_id)) {
    send_error(session, req_id, code::kFailedRequest, "Error processing request:-'b' : cause - Duplicate ticker id");
    return;
  }
  if (account.empty() || !is_ours(account)) {
    send_error(session, req_id, code::kInvalidRequest,
               "Error validating request:-'b' : cause - Invalid account code '" + account + "'.");
    return;
  }
  backend_.pump();
  const wire::Response first = make(req_id, stream);
  stream.sent = wire::encode_response(first, session.version());
  session.pnls.emplace(req_id, std::move(stream));
  send(session, first);
  arm();
}

void PnlService::cancel(Session& session, std::int64_t req_id) {
  if (session.pnls.erase(req_id) == 0)
    send_error(session, req_id, code::kUnknownTicker, fmt::format("Can't find EId with tickerId:{}", req_id));
}

void PnlService::answer(Session& session, const wire::PnlRequest& request) {
  subscribe(session, request.req_id, request.account, {});
}
void PnlService::answer(Session& session, const wire::CancelPnl& request) { cancel(session, request.req_id); }
void PnlService::answer(Session& session, const wire::CancelPnlSingle& request) { cancel(session, request.req_id); }

void PnlService::answer(Session& session, const wire::PnlSingleRequest& request) {
  wire::Contract contract;
  contract.con_id = request.con_id;
  const auto symbol = venue().contracts.resolve(contract);
  if (!symbol) {
    send_error(session, request.req_id, code::kNoSecurityDefinition,
               "No security definition has been found for the request");
    return;
  }
  subscribe(session, request.req_id, request.account, {.symbol = symbol});
}

void PnlService::push() {
  if (backend_.engine.link_is_down()) return;
  for (const auto& session : backend_.connections.ready())
    for (auto& [req_id, stream] : session->pnls) {
      const wire::Response response = make(req_id, stream);
      std::string encoded = wire::encode_response(response, session->version());
      if (encoded == stream.sent) continue;
      stream.sent = std::move(encoded);
      send(*session, response);
    }
}

// While somebody listens: whenever prices may have moved.
void PnlService::arm() {
  const bool wanted =
      std::ranges::any_of(backend_.connections.ready(), [](const auto& session) { return !session->pnls.empty(); });
  if (!wanted || due_) return;
  due_ = venue().market.next_move(now());
  if (!due_) return;
  timers_.call_at(*due_, [this] {
    due_.reset();
    push();
    arm();
  });
}

}  // namespace bot::gateway
