#include "monitor/gather_preflight.hpp"

#include "monitor/identified_holdings.hpp"

namespace bot::monitor {
namespace {

// The connection, where the account could be read over it; else `facts.gateway` says why not.
std::optional<GatewayLink> read_account(const PreflightPorts& ports, const MonitoredAccount& monitored,
                                        const ledger::LedgerState& state, PreflightFacts& facts) {
  const AccountId& account = monitored.id;
  const auto link = ports.gateway.connect();
  if (!link) {
    facts.gateway = link.error();
    return std::nullopt;
  }
  facts.accounts = link->session.accounts;
  const auto deadline = [&] { return ports.loop.now() + kAnswerTimeout; };
  if (const auto time = link->broker.server_time(deadline())) facts.server_time = *time;
  facts.now = ports.loop.now();
  const auto values = link->broker.account_values(account, deadline());
  if (!values) {
    facts.gateway = values.error().in("reading the account");
    return std::nullopt;
  }
  facts.values = *values;
  const auto positions = link->broker.positions(deadline());
  if (!positions) {
    facts.gateway = positions.error().in("reading the positions");
    return std::nullopt;
  }
  for (const auto& [symbol, pin] : state.pins) {
    if (!ledger::is_managed(state, monitored.universe, symbol)) continue;
    const auto instrument = link->broker.instrument(symbol, deadline());
    if (!instrument) continue;  // the run says so
    if (const auto difference = ledger::pin_difference(state, *instrument)) facts.pin_differences[symbol] = *difference;
  }
  ledger::Holdings holdings = identify_holdings(ports.loop, link->broker, *positions, monitored, state);
  ledger::PositionDifferences differences =
      ledger::compare_positions(state, holdings.managed, monitored.universe, monitored.keep);
  facts.unexplained = std::move(differences.unexplained);
  facts.unbooked = std::move(differences.unbooked);
  facts.outside = std::move(holdings.outside);
  return *link;
}

// Fetches what is missing, so that the run has little to ask, and judges what is there.
std::vector<SymbolFacts> refresh_and_validate(const PreflightPorts& ports, ports::BarSource& bars,
                                              const PreflightOptions& options) {
  const auto refreshed =
      data::refresh(options.universe.symbols, bars, ports.store, ports.calendar, ports.loop, options.refresh);
  const auto asof = data::last_final_session(ports.calendar, ports.loop.now());
  if (!asof) return {};
  const data::CachedUniverse universe = data::load_universe(ports.store, ports.calendar, *asof, options.universe);
  std::vector<SymbolFacts> all;
  for (std::size_t i = 0; i < universe.series.size(); ++i) {
    SymbolFacts symbol{.symbol = universe.series[i].symbol, .last = {}, .problem = {}};
    if (!universe.series[i].bars.empty()) symbol.last = universe.series[i].bars.back().date;
    if (!universe.reports[i].passed) symbol.problem = data::error_text(universe.reports[i]);
    for (const data::RefreshedSymbol& answer : refreshed)
      if (answer.symbol == symbol.symbol && answer.error && symbol.problem.empty())
        symbol.problem = "cannot be fetched: " + answer.error->message();
    all.push_back(std::move(symbol));
  }
  return all;
}

void read_arming(const PreflightPorts& ports, const MonitoredAccount& account, const ledger::LedgerState& state,
                 PreflightFacts& facts) {
  if (account.mode != Mode::kLive) return;
  if (!account.execution_live) {
    facts.arming = "execution.live is false: bot trade --live refuses";
    return;
  }
  const auto bound_to = ports.arming_facts();
  if (!bound_to) {
    facts.arming = bound_to.error().text();
    return;
  }
  if (const auto refusal = ledger::arming_refusal(state.armed, account.id, *bound_to, facts.now))
    facts.arming = refusal->why;
  if (state.armed) facts.arming_expires = state.armed->expires;
}

void read_outbox(const PreflightPorts& ports, PreflightFacts& facts) {
  if (ports.alerts_waiting) {
    if (const auto waiting = ports.alerts_waiting())
      facts.alerts_waiting = *waiting;
    else
      facts.outbox = waiting.error();
  }
  if (!ports.silence) return;
  if (auto silence = ports.silence())
    facts.silence = std::move(*silence);
  else
    facts.outbox = silence.error();
}

}  // namespace

PreflightFacts gather_preflight(const PreflightPorts& ports, const PreflightOptions& options,
                                const Result<ledger::LedgerState>& state) {
  PreflightFacts facts;
  facts.now = ports.loop.now();
  if (!state) facts.ledger = state.error();
  facts.kill_file = ports::read_kill_file(ports.files, options.account.halt_file);
  if (ports.disk != nullptr)
    if (const auto space = ports.disk->space_at(options.account.ledger_folder)) facts.disk = *space;
  read_outbox(ports, facts);
  const ledger::LedgerState none;
  if (const auto link = read_account(ports, options.account, state ? *state : none, facts))
    facts.data = refresh_and_validate(ports, link->bars, options);
  facts.weights = read_next_weights(ports.weights, options.account, facts.now, state ? state->used_up() : std::nullopt,
                                    ports.calendar);
  if (state) read_arming(ports, options.account, *state, facts);
  return facts;
}

}  // namespace bot::monitor
