// What the account, the ledger and the quotes say, as the planner takes it.
#include <algorithm>
#include <set>

#include "ledger/operations.hpp"
#include "plan/managed_equity.hpp"
#include "run/cash_up_front.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {
namespace {

Result<plan::ManagedEquity> managed_equity(const Runtime& runtime, const TradeFacts& facts) {
  plan::ManagedEquityInput equity;
  equity.net_liquidation = *facts.account.snapshot.values.usd("NetLiquidation");
  equity.cash_reserve = runtime.options.plan.cash_reserve;
  for (const Position& position : facts.account.snapshot.positions) {
    if (position.security_type == "STK" && position.currency == "USD") continue;
    equity.positions.push_back(
        {.symbol = position.symbol, .shares = position.quantity, .price = std::nullopt, .managed = false});
  }
  for (const auto& [symbol, shares] : facts.account.positions) {
    equity.positions.push_back({.symbol = symbol,
                                .shares = shares,
                                .price = price_of(symbol, facts.quotes, facts.series),
                                .managed = is_managed(runtime, symbol)});
    const Quantity kept = ledger::kept_shares(runtime.state(), symbol, runtime.options.keep);
    if (is_managed(runtime, symbol) && kept > Quantity{}) equity.keep[symbol] = kept;
  }
  return plan::managed_equity(equity);
}

plan::SettledCashInput settled_cash_facts(const Runtime& runtime, const AccountValues& values) {
  const ledger::LedgerState& state = runtime.state();
  const Date today = runtime.timing.asof;
  Money unsettled;
  for (const ledger::SaleProceeds& proceeds : state.unsettled_proceeds(today)) unsettled += proceeds.net;
  // What the broker's values do not show yet of today's own buys: the smaller of its cash and ours counts (G12).
  const auto total = values.usd("TotalCashValue");
  Money unreflected;
  if (const auto expected = state.expected_cash(); expected && total && *total > *expected)
    unreflected = *total - *expected;
  Money bought_today;
  for (const orders::OrderRecord* order : state.orders_of(today))
    if (order->side == Side::kBuy) bought_today += multiply(order->limit, order->executed(), Rounding::kUp);
  return {.settled_cash_tag = values.usd("SettledCash"),
          .total_cash_value = total,
          .unsettled_proceeds = unsettled,
          .unreflected_buys = min(unreflected, bought_today)};
}

}  // namespace

bool is_managed(const Runtime& runtime, const Symbol& symbol) {
  if (runtime.state().managed_of(symbol) != Quantity{}) return true;
  return std::ranges::find(runtime.options.universe, symbol) != runtime.options.universe.end();
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

Result<plan::PlanInput> plan_input(const Runtime& runtime, const TradeFacts& facts) {
  BOT_TRY(const plan::ManagedEquity managed, managed_equity(runtime, facts));
  const AccountValues& values = facts.account.snapshot.values;
  const plan::SettledCashInput cash = settled_cash_facts(runtime, values);
  plan::PlanInput input;
  input.equity = managed.equity;
  input.settled_cash = plan::settled_cash(cash);
  input.unsettled_proceeds = cash.unsettled_proceeds;
  input.available_funds = values.usd("AvailableFunds");
  const plan::LotBook book = lot_book(runtime.state());
  const Date today = runtime.timing.asof;
  for (const auto& [symbol, shares] : managed.managed)
    if (shares > Quantity{})
      input.positions[symbol] = {.shares = shares,
                                 .locked = min(shares, book.locked(symbol, today)),
                                 .locked_until = book.locked_until(symbol, today)};
  input.targets = facts.targets;
  for (const Symbol& symbol : symbols_of_interest(runtime, facts.account.positions))
    if (is_managed(runtime, symbol)) input.quotes[symbol] = plan_quote(runtime, symbol, facts.quotes, facts.series);
  input.excluded = facts.excluded;
  input.fractional = facts.fractional;
  input.weight_cap = decide::weight_cap(runtime.options.decide);
  input.options = runtime.options.plan;
  input.options.cash_rule = cash_rule(runtime);
  return input;
}

}  // namespace bot::run
