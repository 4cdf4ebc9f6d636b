// What the safety rules look at: everything the run knows, from its sources and not from the plan.
#include <algorithm>

#include "ledger/operations.hpp"
#include "run/planning.hpp"

namespace bot::run {
namespace {

constexpr int kVolumeDays = 20;

std::optional<double> average_volume(const RunContext& run, const Symbol& symbol) {
  const SymbolInputs* input = inputs_of(run, symbol);
  if (input == nullptr || input->bars.size() < kVolumeDays) return std::nullopt;
  double sum = 0;
  for (auto bar = input->bars.end() - kVolumeDays; bar != input->bars.end(); ++bar) sum += bar->volume;
  return sum / kVolumeDays;
}

}  // namespace

safety::SafetyInput safety_input(RunContext& run) {
  safety::SafetyInput input;
  input.mode = run.options.mode;
  input.options = run.options.safety;
  input.plan = run.options.plan;
  input.weight_cap = decide::weight_cap(run.options.decide);
  input.account = run.options.account;
  input.ignored_accounts = run.options.ignored_accounts;
  input.gateway_accounts = run.gateway.accounts;
  input.port = run.options.port;
  input.embedded = run.result.simulated;
  const ledger::LedgerState& state = run.state();
  if (state.armed)
    input.arming = safety::Arming{.account = state.armed->account,
                                  .max_order = state.armed->max_order,
                                  .max_day = state.armed->max_day,
                                  .expires = state.armed->expires};
  if (run.options.mode == Mode::kLive)
    if (const auto refusal = ledger::arming_refusal(state.armed, run.options.account, run.options.arming, run.now()))
      input.arming_refusal = refusal->why;
  input.kill_file = run.kill_file();
  if (state.halt) input.halt_latch = state.halt->why;
  input.now = run.now();
  input.session = run.session;
  if (const auto before = run.ports.calendar.last_before(run.asof)) input.previous_session = before->date;
  input.clock_skew = run.clock_skew;
  input.targets = run.targets;
  input.managed_equity = run.managed_equity;
  input.net_liquidation = run.snapshot.values.usd("NetLiquidation");
  if (state.last_nav && !state.nav_acknowledged)
    input.last_nav = safety::LastNav{.session = state.last_nav->session,
                                     .net_liquidation = state.last_nav->net_liquidation,
                                     .flows_since = state.flows_since_nav};
  input.bad_sessions_in_a_row = state.bad_sessions_in_a_row();
  if (const auto today = state.sessions.find(run.asof); today != state.sessions.end()) {
    input.orders_today = today->second.orders_sent;
    input.gross_today = today->second.notional_sent;
  }
  input.buy_budget_left = run.buy_budget;

  Money own_sum = run.snapshot.values.usd("TotalCashValue").value_or(Money{});
  bool all_priced = true;
  for (const Position& position : run.snapshot.positions)
    if (position.security_type != "STK" || position.currency != "USD") all_priced = false;
  for (const auto& [symbol, shares] : run.positions) {
    const auto price = price_of(run, symbol);
    if (price)
      own_sum += multiply(*price, shares, Rounding::kHalfEven);
    else
      all_priced = false;
  }
  if (all_priced) input.own_sum = own_sum;

  const plan::LotBook book = lot_book(state);
  for (const Symbol& symbol : symbols_of_interest(run)) {
    safety::SymbolFacts facts;
    if (const auto found = run.instruments.find(symbol); found != run.instruments.end())
      facts.instrument = found->second;
    if (const auto found = state.pins.find(symbol); found != state.pins.end())
      facts.pin = safety::Pin{.con_id = found->second.con_id, .primary_exchange = found->second.primary_exchange};
    if (const auto found = run.quotes.find(symbol); found != run.quotes.end()) facts.quote = found->second;
    if (const auto close = research_close(run, symbol)) facts.research_close = Price::from_double(*close);
    facts.average_volume_20 = average_volume(run, symbol);
    const auto held = run.positions.find(symbol);
    facts.broker_position = held == run.positions.end() ? Quantity{} : held->second;
    for (const orders::OrderRecord* order : state.live_orders())
      if (order->symbol == symbol && order->side == Side::kSell) facts.working_sells += order->unfilled();
    const Quantity managed =
        max(facts.broker_position - ledger::kept_shares(state, symbol, run.options.keep), Quantity{});
    facts.sellable = plan::sellable({.broker_position = managed,
                                     .locked = book.locked(symbol, run.asof),
                                     .working_sells = facts.working_sells,
                                     .fractions = run.fractional});
    facts.fractions_proven = run.fractional;
    const auto target = run.targets.find(symbol);
    facts.full_exit = target == run.targets.end() || !(target->second > 0);
    input.symbols.emplace(symbol, std::move(facts));
  }
  return input;
}

}  // namespace bot::run
