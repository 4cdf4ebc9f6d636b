#include "run/outside.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "broker/cash.hpp"
#include "ledger/holdings.hpp"
#include "plan/managed_equity.hpp"

namespace bot::run {
namespace {

// As the account marks it; none without a mark.
std::optional<PositionMark> mark_of(const AccountValues& values, const Position& position) {
  const auto mark = values.marks().find(position.con_id);
  if (mark == values.marks().end() || mark->second.quantity == Quantity{}) return std::nullopt;
  return mark->second;
}

// The mark may be of an earlier count of shares.
std::optional<Money> marked_value(const AccountValues& values, const Position& position) {
  const auto mark = mark_of(values, position);
  if (!mark) return std::nullopt;
  const double share = position.quantity.to_double() / mark->quantity.to_double();
  const Money value = share == 1 ? mark->value : Money::from_double(mark->value.to_double() * share);
  return broker::in_dollars(values, value, mark->currency);
}

// Held on margin: its mark is price times size, of which the account has only what was won or lost on it.
bool is_notional(const Position& position) {
  return position.security_type == "FUT" || position.security_type == "CFD";
}

ledger::OutsideLine position_line(const AccountValues& values, const Position& position) {
  return {.symbol = position.symbol.value(),
          .con_id = position.con_id,
          .kind = position.security_type,
          .currency = position.currency,
          .shares = position.quantity,
          .value = is_notional(position) ? std::nullopt : marked_value(values, position),
          .why = "not in the universe"};
}

// None: its value is known.
std::optional<std::string> describe_unvalued(const AccountValues& values, const Position& position,
                                             const ledger::OutsideLine& line) {
  if (line.value) return std::nullopt;
  const std::string holding = fmt::format("{} {} ({} {})", line.shares, line.symbol, line.kind, line.currency);
  const auto mark = mark_of(values, position);
  std::string why = fmt::format("the account reports no value for {}", holding);
  if (is_notional(position))
    why = fmt::format("{} is held on margin", holding);
  else if (mark)
    why = fmt::format("the value of {} is reported in {} without an exchange rate", holding, mark->currency);
  return why + ", which is yours: what the account has beyond its cash and everything else counts as its worth";
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

// What of NetLiquidation nothing else accounts for; below zero, what is owed for a holding without a value. None:
// nobody knows how much that may be.
Money unaccounted_value(const Runtime& runtime, const TradeFacts& facts, Money accounted,
                        const std::optional<Money>& at_most_owed) {
  const AccountValues& values = facts.account.snapshot.values;
  const auto cash = broker::worth_in_dollars(values);
  const auto managed = managed_value(runtime, facts);
  const auto all = broker::net_liquidation(values);
  if (!cash || !managed || !all) return {};
  const Money rest = *all - *cash - *managed - accounted;
  return at_most_owed ? max(rest, -*at_most_owed) : rest;
}

}  // namespace

Outside value_outside(const Runtime& runtime, const TradeFacts& facts) {
  const AccountValues& values = facts.account.snapshot.values;
  Outside outside;
  std::optional<Money> at_most_owed{Money{}};
  for (const Position& position : facts.account.outside) {
    if (ledger::is_cash_row(position)) continue;
    outside.lines.push_back(position_line(values, position));
    if (auto remark = describe_unvalued(values, position, outside.lines.back()))
      outside.remarks.push_back(std::move(*remark));
    const bool may_be_owed = !outside.lines.back().value && (is_notional(position) || position.quantity < Quantity{});
    if (may_be_owed && at_most_owed) {
      const auto marked = marked_value(values, position);
      at_most_owed = marked ? std::optional(*at_most_owed + abs(*marked)) : std::nullopt;
    }
  }
  for (const auto& [symbol, shares] : facts.account.positions)
    if (auto line = kept_line(runtime, facts, symbol, shares)) outside.lines.push_back(std::move(*line));
  for (const broker::ForeignCash& cash : broker::foreign_cash(values)) {
    outside.lines.push_back(cash_line(cash));
    outside.remarks.push_back(
        fmt::format("{} {} of the cash are not US dollars and buy nothing here", cash.amount, cash.currency));
  }
  bool is_complete = true;
  for (const ledger::OutsideLine& line : outside.lines) {
    is_complete = is_complete && line.value;
    outside.value += line.value.value_or(Money{});
  }
  if (!is_complete) outside.value += unaccounted_value(runtime, facts, outside.value, at_most_owed);
  return outside;
}

Money managed_equity(const Runtime& runtime, Money net_liquidation, const Outside& outside) {
  return plan::managed_equity({.net_liquidation = net_liquidation,
                               .outside = outside.value,
                               .cash_reserve = runtime.options.plan.cash_reserve});
}

void warn_of_outside(Runtime& runtime, const Outside& outside) {
  for (const std::string& remark : outside.remarks) runtime.warn(std::nullopt, ledger::FindingCode::kOutside, remark);
}

}  // namespace bot::run
