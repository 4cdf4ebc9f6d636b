#include "run/final_account.hpp"

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

FinalAccount read_final_account(Runtime& runtime, const PositionMap& positions, const Quotes& quotes,
                                const SeriesTable& series) {
  FinalAccount account;
  const auto values = read_account_values(runtime);
  if (!values) {
    runtime.error(std::nullopt, ledger::FindingCode::kAccount, values.error().text());
    return account;
  }
  const Quotes now = runtime.timing.indicative() ? quotes : refresh_quotes(runtime, positions, quotes);
  account.equity = values->usd("NetLiquidation");
  account.cash = values->usd("TotalCashValue");
  for (const auto& [symbol, shares] : positions) {
    ledger::PositionLine line{
        .shares = shares, .price = price_of(symbol, now, series).value_or(Price{}), .value = {}, .weight = 0};
    line.value = multiply(line.price, shares, Rounding::kHalfEven);
    if (account.equity && *account.equity > Money{}) line.weight = line.value.to_double() / account.equity->to_double();
    account.positions[symbol] = line;
  }
  return account;
}

Result<void> record_nav(Runtime& runtime, const FinalAccount& account, const PositionMap& positions) {
  if (!account.equity || !account.cash) return {};
  ledger::NavRecorded nav{.session = runtime.timing.asof,
                          .net_liquidation = *account.equity,
                          .cash = *account.cash,
                          .cash_anchor = *account.cash,
                          .positions = positions};
  // The broker's cash may lag behind our fills by minutes: then tomorrow is compared with our own sum.
  const auto expected = runtime.state().expected_cash();
  const bool any_live = !runtime.state().live_orders().empty();
  if (expected && (any_live || abs(*expected - *account.cash) > kReconciledWithin)) nav.cash_anchor = *expected;
  return runtime.record(nav);
}

}  // namespace bot::run
