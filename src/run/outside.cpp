#include "run/outside.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/cash.hpp"
#include "ledger/holdings.hpp"

namespace bot::run {
namespace {

// The mark may be of an earlier count of shares.
std::optional<Money> marked_value(const AccountValues& values, const Position& position) {
  const auto mark = values.marks().find(position.con_id);
  if (mark == values.marks().end() || mark->second.quantity == Quantity{}) return std::nullopt;
  const double share = position.quantity.to_double() / mark->second.quantity.to_double();
  const Money value = share == 1 ? mark->second.value : Money::from_double(mark->second.value.to_double() * share);
  return broker::in_dollars(values, value, mark->second.currency);
}

ledger::OutsideLine position_line(const AccountValues& values, const Position& position) {
  return {.symbol = position.symbol.value(),
          .con_id = position.con_id,
          .kind = position.security_type,
          .currency = position.currency,
          .shares = position.quantity,
          .value = marked_value(values, position),
          .why = "not in the universe"};
}

std::optional<ledger::OutsideLine> kept_line(const Runtime& runtime, const TradeFacts& facts, const Symbol& symbol,
                                             Quantity shares) {
  const Quantity kept = shares - managed_shares(runtime, facts.account.positions, symbol);
  if (kept == Quantity{}) return std::nullopt;
  return ledger::OutsideLine{.symbol = symbol.value(),
                             .con_id = ledger::contract_of(runtime.state(), symbol).value_or(ConId{}),
                             .kind = kStock,
                             .currency = "USD",
                             .shares = kept,
                             .value = worth(price_of(symbol, facts.quotes, facts.series), kept),
                             .why = "kept for you"};
}

ledger::OutsideLine cash_line(const broker::ForeignCash& cash) {
  return {.symbol = cash.currency,
          .con_id = {},
          .kind = std::string(ledger::kCashType),
          .currency = cash.currency,
          .shares = Quantity::from_raw(cash.amount.raw()),
          .value = cash.dollars,
          .why = "cash in another currency"};
}

// What of NetLiquidation nothing else accounts for.
Money unaccounted_value(const Runtime& runtime, const TradeFacts& facts, Money accounted) {
  const AccountValues& values = facts.account.snapshot.values;
  const auto cash = broker::worth_in_dollars(values);
  const auto managed = managed_value(runtime, facts);
  const auto all = broker::net_liquidation(values);
  if (!cash || !managed || !all) return {};
  return max(*all - *cash - *managed - accounted, Money{});
}

}  // namespace

Outside value_outside(const Runtime& runtime, const TradeFacts& facts) {
  const AccountValues& values = facts.account.snapshot.values;
  Outside outside;
  for (const Position& position : facts.account.outside)
    if (!ledger::is_cash_row(position)) outside.lines.push_back(position_line(values, position));
  for (const auto& [symbol, shares] : facts.account.positions)
    if (auto line = kept_line(runtime, facts, symbol, shares)) outside.lines.push_back(std::move(*line));
  for (const broker::ForeignCash& cash : broker::foreign_cash(values)) outside.lines.push_back(cash_line(cash));
  bool is_complete = true;
  for (const ledger::OutsideLine& line : outside.lines) {
    is_complete = is_complete && line.value;
    outside.value += line.value.value_or(Money{});
  }
  if (!is_complete) outside.value += unaccounted_value(runtime, facts, outside.value);
  return outside;
}

void warn_of_unvalued(Runtime& runtime, const Outside& outside) {
  for (const ledger::OutsideLine& line : outside.lines) {
    if (line.kind == ledger::kCashType)
      runtime.warn(std::nullopt, ledger::FindingCode::kOutside,
                   fmt::format("{} {} of the cash are not US dollars and buy nothing here", line.shares, line.symbol));
    if (!line.value)
      runtime.warn(
          std::nullopt, ledger::FindingCode::kOutside,
          fmt::format("the account reports no value for {} {} ({} {}), which is yours: what is beyond its cash "
                      "and everything else counts as its worth",
                      line.shares, line.symbol, line.kind, line.currency));
  }
}

}  // namespace bot::run
