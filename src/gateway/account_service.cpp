#include "gateway/account_service.hpp"

#include <algorithm>
#include <set>

#include "base/check.hpp"
#include "broker/tws_codes.hpp"
#include "gateway/times.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;

constexpr std::size_t kMaxSummaries = 2;
constexpr std::size_t kMaxMultis = 50;
// Forty fills a second to fifty clients would be nothing but values.
constexpr Duration kBetweenPushes = std::chrono::seconds{1};
constexpr Duration kRefresh = std::chrono::minutes{3};  // IBKR refreshes account values so often

std::vector<ValueLine> multi_values(const AccountFacts& facts, UtcTime at, MultiContent content) {
  switch (content) {
    case MultiContent::kEverything:
      return account_values(facts, at);
    case MultiContent::kLedger:
      return ledger_values(facts, at, "USD");
  }
  BOT_CHECK(false);
}

}  // namespace

AccountFacts AccountService::facts() const {
  return {venue().options, venue().account, venue().market, venue().contracts, venue().faults, venue().habits};
}

void AccountService::answer(Session& session, const wire::AccountDataRequest& request) {
  if (!request.subscribe) {
    session.wants_account = false;
    return;
  }
  if (!is_ours(request.account)) {
    send_error(session, -1, code::kInvalidRequest,
               "Error validating request:-'a' : cause - Invalid account code '" + request.account + "'.");
    return;
  }
  backend_.pump();
  session.wants_account = true;
  const UtcTime at = now();
  for (const ValueLine& line : account_values(facts(), at))
    send(session, wire::AccountValue{line.key, line.value, line.currency, venue().options.account});
  for (const auto& [symbol, holding] : venue().account.holdings())
    if (holding.quantity > Quantity{}) send(session, portfolio_value(facts(), symbol, at));
  for (const OtherListing& other : venue().account.others()) send(session, portfolio_value(facts(), other));
  send(session, wire::AccountUpdateTime{hours_and_minutes(at)});
  send(session, wire::AccountDownloadEnd{venue().options.account});
  arm_refresh();
}

void AccountService::answer(Session& session, const wire::AccountSummaryRequest& request) {
  if (session.summaries.contains(request.req_id)) {
    send_error(session, request.req_id, code::kFailedRequest,
               "Error processing request:-'b' : cause - Duplicate ticker id");
    return;
  }
  if (session.summaries.size() >= kMaxSummaries) {
    send_error(session, request.req_id, code::kFailedRequest,
               "Error processing request:-'b' : cause - Maximum number of account summary requests exceeded");
    return;
  }
  if (!is_ours(request.group)) {
    send_error(session, request.req_id, code::kInvalidRequest,
               "Error validating request:-'b' : cause - Invalid group '" + request.group + "'.");
    return;
  }
  backend_.pump();
  session.summaries[request.req_id] = request.tags;
  for (const ValueLine& line : summary_values(facts(), now(), request.tags))
    send(session, wire::AccountSummary{request.req_id, venue().options.account, line.key, line.value, line.currency});
  send(session, wire::AccountSummaryEnd{request.req_id});
  arm_refresh();
}

void AccountService::answer(Session& session, const wire::CancelAccountSummary& request) {
  session.summaries.erase(request.req_id);
}

void AccountService::answer(Session& session, const wire::PositionsRequest&) {
  session.wants_positions = true;
  if (answered_by_fault(Query::kPositions, session, wire::PositionEnd{})) return;
  backend_.pump();
  for (const auto& [symbol, holding] : venue().account.holdings())
    if (holding.quantity > Quantity{}) send(session, position_data(facts(), symbol));
  for (const OtherListing& other : venue().account.others()) send(session, position_data(facts(), other));
  send(session, wire::PositionEnd{});
}

void AccountService::answer(Session& session, const wire::CancelPositions&) { session.wants_positions = false; }

void AccountService::answer(Session& session, const wire::AccountUpdatesMultiRequest& request) {
  if (!is_ours(request.account)) {
    send_error(session, request.req_id, code::kInvalidRequest,
               "Error validating request:-'b' : cause - Invalid account code '" + request.account + "'.");
    return;
  }
  if (session.multis.size() >= kMaxMultis) {
    send_error(session, request.req_id, code::kFailedRequest,
               "Error processing request:-'b' : cause - Too many account update requests");
    return;
  }
  backend_.pump();
  const MultiContent content = request.ledger_and_nlv ? MultiContent::kLedger : MultiContent::kEverything;
  session.multis[request.req_id] = content;
  for (const ValueLine& line : multi_values(facts(), now(), content))
    send(session, wire::AccountUpdateMulti{request.req_id, venue().options.account, request.model_code, line.key,
                                           line.value, line.currency});
  send(session, wire::AccountUpdateMultiEnd{request.req_id});
  arm_refresh();
}

void AccountService::answer(Session& session, const wire::CancelAccountUpdatesMulti& request) {
  session.multis.erase(request.req_id);
}

// The values once more, to whoever subscribed to them: after a fill, and every three minutes.
void AccountService::push_values(Session& session) {
  const UtcTime at = now();
  if (session.wants_account) {
    for (const ValueLine& line : account_values(facts(), at))
      send(session, wire::AccountValue{line.key, line.value, line.currency, venue().options.account});
    for (const auto& [symbol, holding] : venue().account.holdings())
      send(session, portfolio_value(facts(), symbol, at));
    send(session, wire::AccountUpdateTime{hours_and_minutes(at)});
  }
  for (const auto& [req_id, tags] : session.summaries)
    for (const ValueLine& line : summary_values(facts(), at, tags))
      send(session, wire::AccountSummary{req_id, venue().options.account, line.key, line.value, line.currency});
  for (const auto& [req_id, content] : session.multis)
    for (const ValueLine& line : multi_values(facts(), at, content))
      send(session, wire::AccountUpdateMulti{req_id, venue().options.account, "", line.key, line.value, line.currency});
}

void AccountService::push_values_of_all() {
  values_wait_ = false;
  values_pushed_ = now();
  if (backend_.engine.link_is_down()) return;
  for (const auto& session : backend_.connections.ready()) push_values(*session);
}

void AccountService::push_positions(const std::vector<Symbol>& moved) {
  const std::set<Symbol> symbols(moved.begin(), moved.end());
  for (const auto& session : backend_.connections.ready())
    if (session->wants_positions)
      for (const Symbol& symbol : symbols) {
        wire::PositionData position = position_data(facts(), symbol);
        if (venue().habits.fill == FillReports::kPosition)  // at first without what no COMMISSION_REPORT has reported
          position.average_cost = position.average_cost.value_or(0) - unreported_commission_a_share(symbol);
        send(*session, position);
      }
}

double AccountService::unreported_commission_a_share(const Symbol& symbol) const {
  const double shares = venue().account.held(symbol).to_double();
  return shares > 0 ? backend_.engine.unreported_commission(symbol).to_double() / shares : 0;
}

void AccountService::push(const std::vector<Symbol>& moved) {
  push_positions(moved);
  if (values_wait_) return;
  if (!values_pushed_ || now() - *values_pushed_ >= kBetweenPushes) {
    push_values_of_all();
    return;
  }
  values_wait_ = true;
  timers_.call_at(*values_pushed_ + kBetweenPushes, [this] { push_values_of_all(); });
}

void AccountService::arm_refresh() {
  const bool wanted = std::ranges::any_of(backend_.connections.ready(), [](const auto& session) {
    return session->wants_account || !session->summaries.empty() || !session->multis.empty();
  });
  if (!wanted || refresh_due_) return;
  refresh_due_ = now() + kRefresh;
  timers_.call_at(*refresh_due_, [this] {
    refresh_due_.reset();
    if (!backend_.engine.link_is_down())
      for (const auto& session : backend_.connections.ready()) push_values(*session);
    arm_refresh();
  });
}

}  // namespace bot::gateway
