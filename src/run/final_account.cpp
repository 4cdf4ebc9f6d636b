#include "run/final_account.hpp"

#include "broker/cash.hpp"
#include "ledger/holdings.hpp"
#include "ledger/operations.hpp"
#include "plan/managed_equity.hpp"
#include "run/outside.hpp"

namespace bot::run {
namespace {

const Money kReconciledWithin = Money::from_whole(5);

// The quotes as they were, with a fresh one for what is held.
Quotes refresh_quotes(Runtime& runtime, const PositionMap& positions, const Quotes& before) {
  std::vector<Symbol> held;
  for (const auto& [symbol, shares] : positions) held.push_back(symbol);
  Quotes quotes = before;
  if (auto fresh = read_quotes(runtime, before, held))
    for (auto& [symbol, quote] : fresh->quotes) quotes.quotes[symbol] = std::move(quote);
  return quotes;
}

}  // namespace

FinalAccount read_final_account(Runtime& runtime, const TradeFacts& facts, const PositionMap& positions) {
  FinalAccount account;
  const auto values = read_account_values(runtime);
  if (!values) {
    runtime.error(std::nullopt, ledger::FindingCode::kAccount, values.error().text());
    return account;
  }
  TradeFacts now = facts;
  now.account.snapshot.values = *values;
  now.account.positions = positions;
  if (!runtime.timing.indicative()) now.quotes = refresh_quotes(runtime, positions, facts.quotes);
  account.equity = values->usd("NetLiquidation");
  account.cash = values->usd("TotalCashValue");
  account.dollars = broker::dollar_cash(*values);
  Outside outside = value_outside(runtime, now);
  if (account.equity) account.managed_equity = *account.equity - outside.value - runtime.options.plan.cash_reserve;
  account.outside = std::move(outside.lines);
  for (const auto& [symbol, shares] : positions) {
    const Quantity keep = ledger::kept_shares(runtime.state(), symbol, runtime.options.keep);
    ledger::PositionLine line{.shares = plan::managed_shares(shares, keep),
                              .price = price_of(symbol, now.quotes, now.series).value_or(Price{}),
                              .value = {},
                              .weight = 0};
    if (line.shares == Quantity{} && shares > Quantity{}) continue;  // all of it is kept
    line.value = multiply(line.price, line.shares, Rounding::kHalfEven);
    if (account.managed_equity && *account.managed_equity > Money{})
      line.weight = line.value.to_double() / account.managed_equity->to_double();
    account.positions[symbol] = line;
  }
  return account;
}

std::vector<ledger::NavRecorded::Outside> holdings_outside(const std::vector<Position>& outside) {
  std::vector<ledger::NavRecorded::Outside> holdings;
  for (const Position& position : outside)
    if (!ledger::is_cash_row(position)) holdings.push_back({.con_id = position.con_id, .quantity = position.quantity});
  return holdings;
}

Result<void> record_nav(Runtime& runtime, const TradeFacts& facts, const FinalAccount& account,
                        const PositionMap& positions) {
  if (!account.equity || !account.dollars) return {};
  ledger::NavRecorded nav{.session = runtime.timing.asof,
                          .net_liquidation = *account.equity,
                          .cash = *account.dollars,
                          .cash_anchor = *account.dollars,
                          .positions = positions,
                          .outside = holdings_outside(facts.account.outside)};
  // The broker's cash may lag behind our fills by minutes: then tomorrow is compared with our own sum.
  const auto expected = runtime.state().expected_cash();
  const bool any_live = !runtime.state().live_orders().empty();
  if (expected && (any_live || abs(*expected - *account.dollars) > kReconciledWithin)) nav.cash_anchor = *expected;
  return runtime.record(nav);
}

}  // namespace bot::run
