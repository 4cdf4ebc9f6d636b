// What the account, the ledger and the quotes say, as the planner takes it.
#include <algorithm>

#include "ledger/operations.hpp"
#include "plan/managed_equity.hpp"
#include "run/planning.hpp"

namespace bot::run {
namespace {

plan::PlanOptions plan_options(const RunContext& run) {
  return {.limit_offset_bps = run.options.limit_offset_bps,
          .exit_offset_bps = run.options.exit_offset_bps,
          .min_order_notional = run.options.min_order_notional,
          .drift_band = run.options.drift_band,
          .max_weight_per_asset = run.options.decide.weights.max_weight_per_asset,
          .fixed_strategy = run.options.decide.kind == decide::StrategyKind::kFixed,
          .fractional = run.fractional,
          .max_price_move = run.options.max_price_move,
          .max_spread_bps = run.result.indicative ? std::nullopt : std::optional(run.options.max_spread_bps),
          .cash_rule = cash_rule_of(run),
          .cash_reserve = run.options.cash_reserve,
          .costs = run.options.costs};
}

}  // namespace

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

bool is_managed(const RunContext& run, const Symbol& symbol) {
  if (run.state().managed_of(symbol) != Quantity{}) return true;
  return std::ranges::find(run.options.universe, symbol) != run.options.universe.end();
}

Result<plan::PlanInput> gather_plan_input(RunContext& run, const AccountValues& values) {
  plan::ManagedEquityInput equity;
  equity.net_liquidation = *values.usd("NetLiquidation");
  equity.cash_reserve = run.options.cash_reserve;
  for (const Position& position : run.snapshot.positions) {
    if (position.security_type == "STK" && position.currency == "USD") continue;
    equity.positions.push_back(
        {.symbol = position.symbol, .shares = position.quantity, .price = std::nullopt, .managed = false});
  }
  for (const auto& [symbol, shares] : run.positions) {
    equity.positions.push_back(
        {.symbol = symbol, .shares = shares, .price = price_of(run, symbol), .managed = is_managed(run, symbol)});
    const Quantity kept = ledger::kept_shares(run.state(), symbol, run.options.keep);
    if (is_managed(run, symbol) && kept > Quantity{}) equity.keep[symbol] = kept;
  }
  BOT_TRY(const plan::ManagedEquity managed, plan::managed_equity(equity));
  run.managed_equity = managed.equity;

  plan::PlanInput input;
  input.equity = managed.equity;
  Money unsettled;
  for (const ledger::SaleProceeds& proceeds : run.state().unsettled_proceeds(run.asof)) unsettled += proceeds.net;
  const auto total = values.usd("TotalCashValue");
  // What the broker's values do not show yet of today's own buys (G12: the smaller of its cash and ours counts).
  Money unreflected;
  if (const auto expected = run.state().expected_cash(); expected && total && *total > *expected)
    unreflected = *total - *expected;
  Money bought_today;
  for (const orders::OrderRecord* order : run.state().orders_of(run.asof))
    if (order->side == Side::kBuy) bought_today += multiply(order->limit, order->executed(), Rounding::kUp);
  input.settled_cash = plan::settled_cash({.settled_cash_tag = values.usd("SettledCash"),
                                           .total_cash_value = total,
                                           .unsettled_proceeds = unsettled,
                                           .unreflected_buys = min(unreflected, bought_today)});
  input.unsettled_proceeds = unsettled;
  input.available_funds = values.usd("AvailableFunds");
  const plan::LotBook book = lot_book(run.state());
  for (const auto& [symbol, shares] : managed.managed)
    if (shares > Quantity{})
      input.positions[symbol] = {.shares = shares,
                                 .locked = min(shares, book.locked(symbol, run.asof)),
                                 .locked_until = book.locked_until(symbol, run.asof)};
  input.targets = run.targets;
  for (const Symbol& symbol : symbols_of_interest(run))
    if (is_managed(run, symbol)) input.quotes[symbol] = quote_input(run, symbol);
  for (const Symbol& symbol : run.decision.left_as_is) {
    const auto why = run.decision.reasons.find(symbol);
    input.left_alone[symbol] = why == run.decision.reasons.end() ? "its data failed" : why->second;
  }
  for (const auto& [symbol, why] : run.not_allowed) input.left_alone.insert_or_assign(symbol, why);
  input.options = plan_options(run);
  return input;
}

}  // namespace bot::run
