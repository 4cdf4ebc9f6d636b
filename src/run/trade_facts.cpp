#include "run/trade_facts.hpp"

#include <set>

#include "ledger/explained.hpp"
#include "plan/managed_equity.hpp"

namespace bot::run {

bool is_managed(const Runtime& runtime, const Symbol& symbol) {
  return ledger::is_managed(runtime.state(), runtime.options.universe, symbol);
}

std::vector<Symbol> held_or_wanted(const Runtime& runtime, const TradeFacts& facts) {
  std::set<Symbol> symbols;
  for (const auto& [symbol, weight] : facts.targets)
    if (weight > 0) symbols.insert(symbol);
  for (const auto& [symbol, shares] : facts.account.positions)
    if (is_managed(runtime, symbol)) symbols.insert(symbol);
  return {symbols.begin(), symbols.end()};
}

plan::LotBook lot_book(const ledger::LedgerState& state) {
  plan::LotBook book;
  for (const ledger::BoughtLot& lot : state.lots)
    book.buy({.symbol = lot.symbol,
              .quantity = lot.quantity,
              .traded = lot.traded,
              .settles = lot.settles,
              .sellable_from = lot.sellable_from});
  return book;
}

Quantity managed_shares(const Runtime& runtime, const PositionMap& positions, const Symbol& symbol) {
  return plan::managed_shares(shares_in(positions, symbol),
                              ledger::kept_shares(runtime.state(), symbol, runtime.options.keep));
}

std::optional<Money> managed_value(const Runtime& runtime, const TradeFacts& facts) {
  Money sum;
  for (const auto& [symbol, shares] : facts.account.positions) {
    const Quantity managed = managed_shares(runtime, facts.account.positions, symbol);
    if (managed == Quantity{}) continue;
    const auto value = worth(price_of(symbol, facts.quotes, facts.series), managed);
    if (!value) return std::nullopt;
    sum += *value;
  }
  return sum;
}

}  // namespace bot::run
