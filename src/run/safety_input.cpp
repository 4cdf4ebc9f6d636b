#include "run/safety_input.hpp"

#include "broker/cash.hpp"
#include "ledger/arming.hpp"
#include "run/halt.hpp"
#include "run/outside.hpp"

namespace bot::run {
namespace {

// Cash and managed positions at our prices, and what is outside as the account values it; none where something managed
// has no price. Of two figures for the cash the one that the account's worth bears out.
std::optional<Money> own_sum(const Runtime& runtime, const TradeFacts& facts) {
  const AccountValues& values = facts.account.snapshot.values;
  const auto cash = broker::worth_in_dollars(values);
  const auto managed = managed_value(runtime, facts);
  if (!cash || !managed) return std::nullopt;
  const Money rest = *managed + value_outside(runtime, facts).value;
  const auto worth = broker::net_liquidation(values);
  const bool lags = facts.ledger_cash && worth && abs(*worth - *facts.ledger_cash - rest) < abs(*worth - *cash - rest);
  return rest + (lags ? *facts.ledger_cash : *cash);
}

safety::SymbolFacts symbol_facts(const Runtime& runtime, const TradeFacts& facts, const plan::LotBook& book,
                                 const Symbol& symbol) {
  const ledger::LedgerState& state = runtime.state();
  safety::SymbolFacts known;
  if (const auto found = facts.quotes.instruments.find(symbol); found != facts.quotes.instruments.end())
    known.instrument = found->second;
  if (const auto found = state.pins.find(symbol); found != state.pins.end())
    known.pin = safety::Pin{.con_id = found->second.con_id, .primary_exchange = found->second.primary_exchange};
  if (const auto found = facts.quotes.quotes.find(symbol); found != facts.quotes.quotes.end())
    known.quote = found->second;
  if (const auto found = facts.series.find(symbol); found != facts.series.end()) {
    known.research_close = found->second.last_close;
    known.average_volume_20 = found->second.average_volume;
  }
  const PositionMap positions = facts.newest_positions.value_or(facts.account.positions);
  known.broker_position = shares_in(positions, symbol);
  for (const orders::OrderRecord* order : state.live_orders())
    if (order->symbol == symbol && order->side == Side::kSell) known.working_sells += order->unfilled();
  known.sellable = plan::sellable({.broker_position = managed_shares(runtime, positions, symbol),
                                   .locked = book.locked(symbol, runtime.timing.asof),
                                   .working_sells = known.working_sells,
                                   .fractions = facts.fractional});
  known.fractions_proven = facts.fractional;
  const auto target = facts.targets.find(symbol);
  known.full_exit = target == facts.targets.end() || !(target->second > 0);
  return known;
}

void add_permission(safety::SafetyInput& input, const Runtime& runtime) {
  const ledger::LedgerState& state = runtime.state();
  if (const auto refusal =
          ledger::arming_refusal(state.armed, runtime.options.account, runtime.options.arming, runtime.now()))
    input.armed = Unexpected<std::string>(refusal->why);
  else
    input.armed = safety::Armed{.max_order = state.armed->max_order, .max_day = state.armed->max_day};
  input.kill_file = kill_switch(runtime);
  if (state.halt) input.halt_latch = state.halt->why;
}

void add_history(safety::SafetyInput& input, const Runtime& runtime) {
  const ledger::LedgerState& state = runtime.state();
  // Shares that came or went and were accepted are no cash flow: the last equity says nothing of this one.
  if (state.last_nav && !state.nav_acknowledged && !state.positions_taken_since_nav)
    input.last_nav = safety::LastNav{.session = state.last_nav->session,
                                     .net_liquidation = state.last_nav->net_liquidation,
                                     .flows_since = state.flows_since_nav};
  input.bad_sessions_in_a_row = state.bad_sessions_in_a_row();
  if (const auto today = state.sessions.find(runtime.timing.asof); today != state.sessions.end()) {
    input.orders_today = today->second.orders_sent;
    input.gross_today = today->second.notional_sent;
  }
}

}  // namespace

safety::SafetyInput safety_input(const Runtime& runtime, const TradeFacts& facts) {
  safety::SafetyInput input;
  input.mode = runtime.options.mode;
  input.options = runtime.options.safety;
  input.plan = runtime.options.plan;
  input.weight_cap = decide::weight_cap(runtime.options.decide);
  input.account = runtime.options.account;
  input.ignored_accounts = runtime.options.ignored_accounts;
  input.gateway_accounts = runtime.gateway.accounts;
  input.port = runtime.options.port;
  input.embedded = runtime.is_simulated();
  add_permission(input, runtime);
  input.now = runtime.now();
  input.session = runtime.timing.session;
  if (const auto before = runtime.ports.calendar.last_before(runtime.timing.asof))
    input.previous_session = before->date;
  input.clock_skew = facts.clock_skew;
  input.targets = facts.targets;
  input.managed_equity = facts.managed_equity;
  input.net_liquidation = broker::net_liquidation(facts.account.snapshot.values);
  add_history(input, runtime);
  input.buy_budget_left = facts.buy_budget;
  input.own_sum = own_sum(runtime, facts);
  const plan::LotBook book = lot_book(runtime.state());
  for (const Symbol& symbol : symbols_of_interest(runtime, facts.account.positions))
    input.symbols.emplace(symbol, symbol_facts(runtime, facts, book, symbol));
  return input;
}

}  // namespace bot::run
