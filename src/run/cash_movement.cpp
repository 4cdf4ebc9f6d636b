#include "run/cash_movement.hpp"

#include <fmt/format.h>

#include <map>

#include "base/money_text.hpp"
#include "broker/cash.hpp"
#include "ledger/holdings.hpp"
#include "run/alerts.hpp"
#include "run/final_account.hpp"

namespace bot::run {
namespace {

const Money kMinMovementToReport = Money::from_whole(1);
const Money kMinMovementToBook = Money::from_raw(10'000'000);  // a cent
// Between a purchase and the mark it is compared by, the price has moved and a commission was paid.
constexpr double kMaxMarkDifference = 0.10;

// What the owner traded since the last record, at the account's marks; `unvalued`: something without a mark.
struct OwnersTrades {
  bool any = false;
  bool unvalued = false;
  Money spent;  // negative: received
};

// Of managed symbols what is neither of the last record nor of our orders since: kept shares, and what was accepted.
std::map<ConId, Quantity> change_in_managed(const Runtime& runtime, const ledger::NavRecorded& last,
                                            const PositionMap& positions) {
  std::map<Symbol, Quantity> change = positions;
  for (const auto& [symbol, shares] : last.positions) change[symbol] -= shares;
  for (const auto& [key, order] : runtime.state().orders)
    if (order.session > last.session)
      change[order.symbol] -= order.side == Side::kBuy ? order.executed() : -order.executed();
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
    trades.any = true;
    const auto mark = values.marks().find(con_id);
    const bool is_marked = mark != values.marks().end() && mark->second.quantity != Quantity{};
    const auto all = is_marked ? broker::in_dollars(values, mark->second.value, mark->second.currency) : std::nullopt;
    if (all)
      trades.spent += Money::from_double(all->to_double() * quantity.to_double() / mark->second.quantity.to_double());
    else
      trades.unvalued = true;
  }
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

enum class MovedBy { kOwnersTrade, kNoTrade };

Result<void> book(Runtime& runtime, Money amount, MovedBy by) {
  if (abs(amount) < kMinMovementToBook) return {};
  return runtime.record(ledger::CashMovement{
      .amount = amount,
      .session = runtime.timing.asof,
      .explanation = std::string(by == MovedBy::kOwnersTrade ? "your own trade" : movement_kind(amount)),
      .is_owners_trade = by == MovedBy::kOwnersTrade});
}

}  // namespace

Result<void> book_cash_movement(Runtime& runtime, const Account& account) {
  const auto expected = runtime.state().expected_cash();
  const auto reported = broker::dollar_cash(account.snapshot.values);
  if (!expected || !reported) return {};
  const Money difference = *reported - *expected;
  if (abs(difference) < kMinMovementToBook) return {};
  const Money own = owners_part(find_owners_trades(runtime, *runtime.state().last_nav, account), difference);
  const Money moved = difference - own;
  BOT_TRY_VOID(book(runtime, own, MovedBy::kOwnersTrade));
  BOT_TRY_VOID(book(runtime, moved, MovedBy::kNoTrade));
  if (abs(own) >= kMinMovementToReport)
    runtime.warn(std::nullopt, ledger::FindingCode::kCashMovement,
                 fmt::format("{} of cash by your own trades", money_text(own)));
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
                                            .outside = holdings_outside(account.outside)});
}

}  // namespace bot::run
