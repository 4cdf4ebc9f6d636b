#include "ledger/holdings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bot::ledger {
namespace {

bool is_us_stock(const Position& position) { return position.security_type == kStock && position.currency == "USD"; }

// Where only one US stock is held under a ticker, its contract.
std::map<Symbol, std::optional<ConId>> lone_contracts(const std::vector<Position>& positions,
                                                      const AccountId& account) {
  std::map<Symbol, std::optional<ConId>> contracts;
  for (const Position& position : positions) {
    if (position.account != account || !is_us_stock(position)) continue;
    const auto [known, is_first] = contracts.emplace(position.symbol, position.con_id);
    if (!is_first && known->second != position.con_id) known->second = std::nullopt;
  }
  return contracts;
}

std::vector<Symbol> unmet_symbols(const std::vector<Position>& positions, const std::vector<OpenOrder>& open_orders,
                                  const AccountId& account, const LedgerState& state,
                                  const std::vector<Symbol>& universe) {
  std::set<Symbol> seen;
  for (const auto& [symbol, contract] : lone_contracts(positions, account)) seen.insert(symbol);
  for (const OpenOrder& order : open_orders)
    if (order.account == account && order.security_type == kStock) seen.insert(order.symbol);
  std::vector<Symbol> unmet;
  for (const Symbol& symbol : managed_symbols(state, universe))
    if (seen.contains(symbol) && !contract_of(state, symbol)) unmet.push_back(symbol);
  return unmet;
}

// The state once they are recorded.
LedgerState with_pins(LedgerState state, const std::vector<InstrumentPinned>& pins) {
  for (const InstrumentPinned& pin : pins) apply(state, {.at = {}, .run = {}, .body = pin});
  return state;
}

}  // namespace

std::set<Symbol> managed_symbols(const LedgerState& state, const std::vector<Symbol>& universe) {
  std::set<Symbol> symbols(universe.begin(), universe.end());
  for (const auto& [symbol, quantity] : state.managed) symbols.insert(symbol);
  return symbols;
}

bool is_managed(const LedgerState& state, const std::vector<Symbol>& universe, const Symbol& symbol) {
  return state.managed_shares(symbol) != Quantity{} || std::ranges::find(universe, symbol) != universe.end();
}

std::optional<ConId> contract_of(const LedgerState& state, const Symbol& symbol) {
  if (const auto pin = state.pins.find(symbol); pin != state.pins.end()) return pin->second.con_id;
  const orders::OrderRecord* newest = nullptr;
  for (const auto& [key, order] : state.orders)
    if (order.symbol == symbol && order.was_sent() && (newest == nullptr || newest->session <= order.session))
      newest = &order;
  return newest == nullptr ? std::nullopt : std::optional(newest->con_id);
}

Holdings sort_holdings(const std::vector<Position>& positions, const AccountId& account, const LedgerState& state,
                       const std::vector<Symbol>& universe) {
  const auto lone = lone_contracts(positions, account);
  Holdings holdings;
  for (const Position& position : positions) {
    if (position.account != account || position.quantity == Quantity{}) continue;
    bool is_ours = false;
    if (is_us_stock(position) && is_managed(state, universe, position.symbol)) {
      const auto met = contract_of(state, position.symbol);
      is_ours = (met ? met : lone.at(position.symbol)) == std::optional(position.con_id);
    }
    if (is_ours)
      holdings.managed[position.symbol] += position.quantity;
    else
      holdings.outside.push_back(position);
  }
  return holdings;
}

IdentifiedHoldings identify_holdings(const std::vector<Position>& positions, const std::vector<OpenOrder>& open_orders,
                                     const AccountId& account, const LedgerState& state,
                                     const std::vector<Symbol>& universe,
                                     const std::function<Result<Instrument>(const Symbol&)>& ask) {
  IdentifiedHoldings identified;
  for (const Symbol& symbol : unmet_symbols(positions, open_orders, account, state, universe)) {
    if (const auto instrument = ask(symbol))
      identified.pins.push_back(make_pin(symbol, *instrument));
    else
      identified.unanswered.emplace(symbol, instrument.error());
  }
  std::optional<LedgerState> grown;  // a ledger is not copied where nothing is new
  if (!identified.pins.empty()) grown = with_pins(state, identified.pins);
  identified.holdings = sort_holdings(positions, account, grown ? *grown : state, universe);
  return identified;
}

InstrumentPinned make_pin(const Symbol& symbol, const Instrument& instrument) {
  return {.symbol = symbol, .con_id = instrument.con_id, .primary_exchange = instrument.primary_exchange};
}

std::optional<std::string> pin_difference(const LedgerState& state, const Instrument& instrument) {
  const auto pin = state.pins.find(instrument.symbol);
  if (pin == state.pins.end()) return std::nullopt;
  const InstrumentPinned& was = pin->second;
  if (was.con_id == instrument.con_id && was.primary_exchange == instrument.primary_exchange) return std::nullopt;
  return fmt::format("{} is now contract {} on {}, but {} on {} was pinned: no order for it", instrument.symbol,
                     instrument.con_id, instrument.primary_exchange, was.con_id, was.primary_exchange);
}

std::string describe(const Position& position) {
  return fmt::format("{} {} ({} {}, contract {})", position.quantity, position.symbol, position.security_type,
                     position.currency, position.con_id);
}

std::optional<broker::Refusal> outside_refusal(const std::vector<Position>& outside, Unmanaged rule) {
  if (rule == Unmanaged::kIgnore) return std::nullopt;
  const auto found = std::ranges::find_if_not(outside, is_cash_row);
  if (found == outside.end()) return std::nullopt;
  return broker::Refusal{.why = fmt::format("the account holds {}, which is not in the universe, and "
                                            "execution.unmanaged_positions is refuse",
                                            describe(*found)),
                         .fix = "Sell or move it, or set execution.unmanaged_positions to ignore."};
}

}  // namespace bot::ledger
