// Answers about the session and the account.
#include <algorithm>

#include "broker/tws_codes.hpp"
#include "gateway/server.hpp"
#include "gateway/times.hpp"

namespace bot::gateway {
namespace {

constexpr std::size_t kSummariesMax = 2;
constexpr std::size_t kMultisMax = 50;

}  // namespace

void Server::answer(Session& session, const wire::CurrentTimeRequest&) {
  send(session, wire::CurrentTime{std::chrono::floor<std::chrono::seconds>(now().time_since_epoch()).count()});
}

void Server::answer(Session& session, const wire::CurrentTimeMillisRequest&) {
  send(session, wire::CurrentTimeMillis{now().time_since_epoch().count()});
}

void Server::answer(Session& session, const wire::IdsRequest&) {
  send(session, wire::NextValidId{parts_.desk.next_order_id(session.client_id)});
}

void Server::answer(Session& session, const wire::ManagedAccountsRequest&) {
  send(session, wire::ManagedAccounts{parts_.options.account});
}

void Server::answer(Session& session, const wire::AccountDataRequest& request) {
  if (!request.subscribe) {
    session.wants_account = false;
    return;
  }
  if (!is_mine(request.account)) {
    send_error(session, -1, broker::code::kInvalidRequest,
               "Error validating request:-'a' : cause - Invalid account code '" + request.account + "'.");
    return;
  }
  pump();
  session.wants_account = true;
  const UtcTime at = now();
  for (ValueLine& line : account_values(facts(), at))
    send(session, wire::AccountValue{line.key, line.value, line.currency, parts_.options.account});
  for (const auto& [symbol, holding] : parts_.account.holdings())
    if (holding.quantity > Quantity{}) send(session, portfolio_value(facts(), symbol, at));
  send(session, wire::AccountUpdateTime{hours_and_minutes(at)});
  send(session, wire::AccountDownloadEnd{parts_.options.account});
  arm_refresh();
}

void Server::answer(Session& session, const wire::AccountSummaryRequest& request) {
  if (session.summaries.count(request.req_id) > 0) {
    send_error(session, request.req_id, broker::code::kFailedRequest,
               "Error processing request:-'b' : cause - Duplicate ticker id");
    return;
  }
  if (session.summaries.size() >= kSummariesMax) {
    send_error(session, request.req_id, broker::code::kFailedRequest,
               "Error processing request:-'b' : cause - Maximum number of account summary requests exceeded");
    return;
  }
  if (!is_mine(request.group)) {
    send_error(session, request.req_id, broker::code::kInvalidRequest,
               "Error validating request:-'b' : cause - Invalid group '" + request.group + "'.");
    return;
  }
  pump();
  session.summaries[request.req_id] = request.tags;
  for (ValueLine& line : summary_values(facts(), now(), request.tags))
    send(session, wire::AccountSummary{request.req_id, parts_.options.account, line.key, line.value, line.currency});
  send(session, wire::AccountSummaryEnd{request.req_id});
  arm_refresh();
}

void Server::answer(Session& session, const wire::CancelAccountSummary& request) {
  session.summaries.erase(request.req_id);
}

void Server::answer(Session& session, const wire::PositionsRequest&) {
  session.wants_positions = true;
  if (faulty_query("positions", session, wire::PositionEnd{})) return;
  pump();
  for (const auto& [symbol, holding] : parts_.account.holdings())
    if (holding.quantity > Quantity{}) send(session, position_data(facts(), symbol));
  send(session, wire::PositionEnd{});
}

void Server::answer(Session& session, const wire::CancelPositions&) { session.wants_positions = false; }

void Server::answer(Session& session, const wire::AccountUpdatesMultiRequest& request) {
  if (!is_mine(request.account)) {
    send_error(session, request.req_id, broker::code::kInvalidRequest,
               "Error validating request:-'b' : cause - Invalid account code '" + request.account + "'.");
    return;
  }
  if (session.multis.size() >= kMultisMax) {
    send_error(session, request.req_id, broker::code::kFailedRequest,
               "Error processing request:-'b' : cause - Too many account update requests");
    return;
  }
  pump();
  session.multis[request.req_id] = request.ledger_and_nlv;
  const auto lines = request.ledger_and_nlv ? ledger_values(facts(), now(), "USD") : account_values(facts(), now());
  for (const ValueLine& line : lines)
    send(session, wire::AccountUpdateMulti{request.req_id, parts_.options.account, request.model_code, line.key,
                                           line.value, line.currency});
  send(session, wire::AccountUpdateMultiEnd{request.req_id});
  arm_refresh();
}

void Server::answer(Session& session, const wire::CancelAccountUpdatesMulti& request) {
  session.multis.erase(request.req_id);
}

// The values once more, to whoever subscribed to them: after a fill, and every three minutes.
void Server::push_values(Session& session) {
  const UtcTime at = now();
  if (session.wants_account) {
    for (ValueLine& line : account_values(facts(), at))
      send(session, wire::AccountValue{line.key, line.value, line.currency, parts_.options.account});
    for (const auto& [symbol, holding] : parts_.account.holdings()) send(session, portfolio_value(facts(), symbol, at));
    send(session, wire::AccountUpdateTime{hours_and_minutes(at)});
  }
  for (const auto& [req_id, tags] : session.summaries)
    for (ValueLine& line : summary_values(facts(), at, tags))
      send(session, wire::AccountSummary{req_id, parts_.options.account, line.key, line.value, line.currency});
  for (const auto& [req_id, ledger_only] : session.multis)
    for (ValueLine& line : ledger_only ? ledger_values(facts(), at, "USD") : account_values(facts(), at))
      send(session, wire::AccountUpdateMulti{req_id, parts_.options.account, "", line.key, line.value, line.currency});
}

void Server::push_account(const std::vector<Symbol>& moved) {
  std::vector<Symbol> once = moved;
  std::sort(once.begin(), once.end());
  once.erase(std::unique(once.begin(), once.end()), once.end());
  for (const SessionPtr& session : std::vector<SessionPtr>(sessions_)) {
    if (!session->is_ready()) continue;
    if (session->wants_positions)
      for (const Symbol& symbol : once) send(*session, position_data(facts(), symbol));
    push_values(*session);
  }
}

}  // namespace bot::gateway
