#include "run/final_account.hpp"

#include <fmt/format.h>

#include <cmath>
#include <ranges>

#include "base/money_text.hpp"
#include "broker/cash.hpp"
#include "ledger/holdings.hpp"
#include "run/outside.hpp"
#include "safety/options.hpp"

namespace bot::run {
namespace {

std::vector<Symbol> symbols_of(const PositionMap& positions) {
  const auto symbols = std::views::keys(positions);
  return {symbols.begin(), symbols.end()};
}

// A quote that no order would be sent at says nothing of what a position is worth, either: the one before does.
Quotes without_leaps(Runtime& runtime, Quotes last, const Quotes& planned) {
  for (auto& [symbol, quote] : last.quotes) {
    const auto before = planned.quotes.find(symbol);
    if (before == planned.quotes.end()) continue;
    const auto was = market_price(before->second);
    const auto is = market_price(quote);
    if (!was || !is) continue;
    const double moved = is->to_double() / was->to_double() - 1;
    if (std::abs(moved) <= runtime.options.plan.max_price_move) continue;
    runtime.warn(
        symbol, ledger::FindingCode::kQuote,
        fmt::format("its last quote is {:+.1f} % from the one of the plan, which its weight is worked out with",
                    100 * moved));
    quote = before->second;
  }
  return last;
}

// What the equity has beyond the ledger's own sum, once prices are allowed for: all that the broker's cash shows too,
// or what it does not show yet.
std::optional<Money> moved_meanwhile(Money equity, Money own_sum, Money in_cash) {
  const double slack = safety::kMaxOwnSumDifference * equity.to_double();
  const Money beyond = equity - own_sum;
  if (std::abs(beyond.to_double()) <= slack) return std::nullopt;
  return std::abs((beyond - in_cash).to_double()) <= slack ? in_cash : beyond;
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
  if (!runtime.timing.indicative())
    if (auto quotes = refresh_quotes(runtime, facts.quotes, symbols_of(positions)))
      now.quotes = without_leaps(runtime, std::move(*quotes), facts.quotes);
  account.equity = broker::net_liquidation(*values);
  account.cash = values->usd("TotalCashValue");
  account.dollars = broker::dollar_cash(*values);
  account.other_cash = other_cash(*values);
  Outside outside = value_outside(runtime, now);
  if (account.equity) account.managed_equity = managed_equity(runtime, *account.equity, outside);
  if (const auto managed = managed_value(runtime, now)) account.holdings = *managed + outside.value;
  account.outside = std::move(outside.lines);
  for (const auto& [symbol, shares] : positions) {
    ledger::PositionLine line{.shares = managed_shares(runtime, positions, symbol),
                              .price = price_of(symbol, now.quotes, now.series),
                              .value = {},
                              .weight = {}};
    if (line.shares == Quantity{} && shares > Quantity{}) continue;  // all of it is kept
    line.value = worth(line.price, line.shares);
    if (line.value && account.managed_equity && *account.managed_equity > Money{})
      line.weight = line.value->to_double() / account.managed_equity->to_double();
    account.positions[symbol] = line;
  }
  account.quotes = std::move(now.quotes);
  return account;
}

TradeFacts at_the_end(TradeFacts facts, const FinalAccount& account) {
  if (account.managed_equity) facts.managed_equity = *account.managed_equity;
  if (account.equity) facts.quotes = account.quotes;
  return facts;
}

std::optional<std::string> describe_debt(const FinalAccount& account) {
  if (!account.dollars || *account.dollars >= Money{}) return std::nullopt;
  return fmt::format("the account's cash is {}: what was bought is not paid for. Pay it in, or sell, before it settles",
                     money_text(*account.dollars));
}

std::vector<ledger::NavRecorded::Outside> holdings_outside(const std::vector<Position>& outside) {
  std::vector<ledger::NavRecorded::Outside> holdings;
  for (const Position& position : outside)
    if (!ledger::is_cash_row(position)) holdings.push_back({.con_id = position.con_id, .quantity = position.quantity});
  return holdings;
}

std::vector<ledger::NavRecorded::OtherCash> other_cash(const AccountValues& values) {
  std::vector<ledger::NavRecorded::OtherCash> balances;
  for (const broker::ForeignCash& cash : broker::foreign_cash(values))
    balances.push_back({.currency = cash.currency, .amount = cash.amount});
  return balances;
}

Result<void> record_nav(Runtime& runtime, const TradeFacts& facts, const FinalAccount& account,
                        const Reconciled& reconciled) {
  if (!account.equity || !account.dollars) return {};
  ledger::NavRecorded nav{.session = runtime.timing.asof,
                          .net_liquidation = *account.equity,
                          .cash = *account.dollars,
                          .cash_anchor = *account.dollars,
                          .positions = reconciled.positions,
                          .outside = holdings_outside(facts.account.outside),
                          .other_cash = account.other_cash};
  if (reconciled.check != PositionCheck::kAgree) nav.positions_anchor = reconciled.expected;
  // The broker's cash may lag behind our fills by minutes: then tomorrow is compared with our own sum.
  const auto expected = runtime.state().expected_cash();
  const bool any_live = !runtime.state().live_orders().empty();
  if (expected && (any_live || !broker::is_same_cash(*account.dollars, *expected))) nav.cash_anchor = *expected;
  if (reconciled.check == PositionCheck::kAgree && !any_live && account.holdings)
    nav.moved = moved_meanwhile(*account.equity, nav.cash_anchor + *account.holdings, nav.cash - nav.cash_anchor);
  return runtime.record(nav);
}

}  // namespace bot::run
