#include "run/cash_movement.hpp"

#include <fmt/format.h>

#include <map>

#include "base/check.hpp"
#include "base/money_text.hpp"
#include "broker/cash.hpp"
#include "ledger/holdings.hpp"
#include "run/alerts.hpp"
#include "run/final_account.hpp"
#include "safety/options.hpp"

namespace bot::run {
namespace {

const Money kMinMovementToReport = Money::from_whole(1);
const Money kMinMovementToBook = Money::from_raw(10'000'000);  // a cent
// Between a purchase and the mark it is compared by, the price has moved and a commission was paid.
constexpr double kMaxMarkDifference = 0.10;
// A marketable limit lies at most a spread and an offset beyond the price it is filled at (R08, R10).
constexpr double kMaxBetterThanLimit = 0.01;

// What the owner traded since the last record, at the account's marks and rates; `unvalued`: something without one.
struct OwnersTrades {
  bool any = false;
  bool unvalued = false;
  Money spent;  // negative: received

  void add(const std::optional<Money>& cost) {
    any = true;
    if (cost)
      spent += *cost;
    else
      unvalued = true;
  }
};

// Dollars that he changed into other money, or other money into dollars.
void add_conversions(OwnersTrades& trades, const ledger::NavRecorded& last, const AccountValues& values) {
  if (!last.other_cash) return;
  std::map<std::string, Money> change;
  for (const auto& balance : other_cash(values)) change[balance.currency] += balance.amount;
  for (const auto& balance : *last.other_cash) change[balance.currency] -= balance.amount;
  for (const auto& [currency, amount] : change)
    if (abs(amount) >= kMinMovementToBook) trades.add(broker::in_dollars(values, amount, currency));
}

// Shares of managed symbols that neither the last record nor the fills booked since explain: kept shares, and what
// was accepted.
std::map<ConId, Quantity> change_in_managed(const Runtime& runtime, const ledger::NavRecorded& last,
                                            const PositionMap& positions) {
  std::map<Symbol, Quantity> change = positions;
  for (const auto& [symbol, shares] : last.positions_anchor.value_or(last.positions)) change[symbol] -= shares;
  for (const auto& [symbol, shares] : runtime.state().bought_since_nav) change[symbol] -= shares;
  std::map<ConId, Quantity> by_contract;
  for (const auto& [symbol, shares] : change)
    by_contract[ledger::contract_of(runtime.state(), symbol).value_or(ConId{})] += shares;
  return by_contract;
}

OwnersTrades find_owners_trades(const Runtime& runtime, const ledger::NavRecorded& last, const Account& account) {
  OwnersTrades trades;
  if (!last.outside) return trades;
  std::map<ConId, Quantity> change = change_in_managed(runtime, last, account.positions);
  for (const auto& holding : holdings_outside(account.outside)) change[holding.con_id] += holding.quantity;
  for (const auto& holding : *last.outside) change[holding.con_id] -= holding.quantity;
  const AccountValues& values = account.snapshot.values;
  for (const auto& [con_id, quantity] : change) {
    if (quantity == Quantity{}) continue;
    const auto mark = values.marks().find(con_id);
    const bool is_marked = mark != values.marks().end() && mark->second.quantity != Quantity{};
    const auto all = is_marked ? broker::in_dollars(values, mark->second.value, mark->second.currency) : std::nullopt;
    trades.add(all ? std::optional(Money::from_double(all->to_double() * quantity.to_double() /
                                                      mark->second.quantity.to_double()))
                   : std::nullopt);
  }
  add_conversions(trades, last, values);
  return trades;
}

// The part of a difference in cash that the owner's trades account for.
Money owners_part(const OwnersTrades& trades, Money difference) {
  if (!trades.any) return {};
  if (trades.unvalued) return difference;
  const Money rest = difference + trades.spent;
  const bool is_all = std::abs(rest.to_double()) <= kMaxMarkDifference * std::abs(trades.spent.to_double());
  return is_all ? difference : -trades.spent;
}

std::string_view movement_kind(Money amount) {
  return amount > Money{} ? "deposit, dividend or interest" : "withdrawal or fee";
}

// What fills that no execution reported, and that were booked at their limits, may have moved beside: a better price
// brings cash, a commission takes some.
struct UnknownPrices {
  Money least, most;
  std::string fills;  // "BUY 7 SPY, BUY 31 TLT"
};

UnknownPrices find_unknown_prices(const Runtime& runtime) {
  UnknownPrices unknown;
  for (const auto& [key, order] : runtime.state().orders) {
    const Quantity quantity = order.inferred_unpriced();
    if (quantity == Quantity{}) continue;
    const double value = order.limit.to_double() * quantity.to_double();
    unknown.least -= broker::commissions_to_come();
    unknown.most += Money::from_double(kMaxBetterThanLimit * value);
    unknown.fills +=
        fmt::format("{}{} {} {}", unknown.fills.empty() ? "" : ", ", name(order.side), quantity, order.symbol);
  }
  return unknown;
}

// kNoTradeInLastNav: by no trade either, and the equity of the last record has it.
enum class MovedBy { kOwnersTrade, kPriceOfFills, kNoTradeInLastNav, kNoTrade };

std::string explain(MovedBy by, Money amount) {
  switch (by) {
    case MovedBy::kOwnersTrade:
      return "your own trade";
    case MovedBy::kPriceOfFills:
      return "price of fills that no execution reported";
    case MovedBy::kNoTradeInLastNav:
    case MovedBy::kNoTrade:
      return std::string(movement_kind(amount));
  }
  BOT_CHECK(false);
}

// A movement that the equity of the last record has, and one since. Prices make the first an estimate: what is near it
// is all of it.
struct SplitMovement {
  Money in_last_nav, since;
};

SplitMovement split(const Runtime& runtime, Money moved) {
  const auto& last = runtime.state().last_nav;
  if (!last || !last->moved) return {.in_last_nav = {}, .since = moved};
  const double slack = safety::kMaxOwnSumDifference * last->net_liquidation.to_double();
  if (std::abs((moved - *last->moved).to_double()) <= slack) return {.in_last_nav = moved, .since = {}};
  return {.in_last_nav = *last->moved, .since = moved - *last->moved};
}

Result<void> book(Runtime& runtime, Money amount, MovedBy by) {
  if (abs(amount) < kMinMovementToBook) return {};
  return runtime.record(ledger::CashMovement{.amount = amount,
                                             .session = runtime.timing.asof,
                                             .explanation = explain(by, amount),
                                             .is_owners_trade = by == MovedBy::kOwnersTrade,
                                             .is_price_of_fills = by == MovedBy::kPriceOfFills,
                                             .is_in_last_nav = by == MovedBy::kNoTradeInLastNav});
}

// Whether it was the price of such fills; then it is booked and reported as that.
Result<bool> book_price_of_fills(Runtime& runtime, Money moved) {
  const UnknownPrices unknown = find_unknown_prices(runtime);
  if (unknown.fills.empty() || moved < unknown.least || moved > unknown.most) return false;
  BOT_TRY_VOID(book(runtime, moved, MovedBy::kPriceOfFills));
  if (abs(moved) >= kMinMovementToReport)
    runtime.warn(std::nullopt, ledger::FindingCode::kInferredFill,
                 fmt::format("the account has {} {} than was booked for {}: no execution showed their price, so their "
                             "limits stood for it; the difference is booked now",
                             money_text(abs(moved)), moved > Money{} ? "more" : "less", unknown.fills));
  return true;
}

}  // namespace

Result<void> book_cash_movement(Runtime& runtime, const Account& account) {
  const auto expected = runtime.state().expected_cash();
  const auto reported = broker::dollar_cash(account.snapshot.values);
  if (!expected || !reported) return {};
  const Money difference = *reported - *expected;
  if (abs(difference) < kMinMovementToBook && !runtime.state().last_nav->moved) return {};
  const Money own = owners_part(find_owners_trades(runtime, *runtime.state().last_nav, account), difference);
  const Money moved = difference - own;
  BOT_TRY_VOID(book(runtime, own, MovedBy::kOwnersTrade));
  if (abs(own) >= kMinMovementToReport)
    runtime.warn(std::nullopt, ledger::FindingCode::kCashMovement,
                 fmt::format("{} of cash by your own trades", money_text(own)));
  BOT_TRY(const bool is_price, book_price_of_fills(runtime, moved));
  if (is_price) return {};
  const SplitMovement parts = split(runtime, moved);
  BOT_TRY_VOID(book(runtime, parts.in_last_nav, MovedBy::kNoTradeInLastNav));
  BOT_TRY_VOID(book(runtime, parts.since, MovedBy::kNoTrade));
  if (abs(moved) < kMinMovementToReport) return {};
  const std::string text =
      fmt::format("{} came or went without an order of ours: {}", money_text(moved), movement_kind(moved));
  runtime.warn(std::nullopt, ledger::FindingCode::kCashMovement, text);
  ports::Alert alert = make_alert(runtime, ports::AlertKind::kCashMovement, ports::Severity::kInfo);
  alert.title = moved > Money{} ? "Cash came in" : "Cash went out";
  alert.text = text;
  alert.facts = {{"amount", money_text(moved)}, {"cash", money_text(*reported)}};
  alert.dedupe_key = "cash_movement";
  notify(runtime, alert);
  return {};
}

Result<void> record_first_nav(Runtime& runtime, const Account& account) {
  if (runtime.state().last_nav) return {};
  const auto cash = broker::dollar_cash(account.snapshot.values);
  if (!cash) return {};
  return runtime.record(ledger::NavRecorded{.session = runtime.timing.asof,
                                            .net_liquidation = *broker::net_liquidation(account.snapshot.values),
                                            .cash = *cash,
                                            .cash_anchor = *cash,
                                            .positions = account.positions,
                                            .outside = holdings_outside(account.outside),
                                            .other_cash = other_cash(account.snapshot.values)});
}

}  // namespace bot::run
