// From day to day: settlement, corporate actions, what the account is worth, and what is kept of the desk.
#include <algorithm>

#include "calendar/new_york.hpp"
#include "gateway/desk.hpp"

namespace bot::gateway {

void Desk::begin_day(Date day) {
  // What is over stays visible until midnight, like IBKR's completed orders and executions of the day.
  std::erase_if(orders_, [](const DeskOrder& order) { return order.is_done(); });
  fills_.clear();
  std::vector<Symbol> held;
  for (const auto& [symbol, holding] : parts_.account.holdings())
    if (holding.quantity > Quantity{}) held.push_back(symbol);
  for (const DeskOrder& order : orders_) held.push_back(order.symbol);
  std::sort(held.begin(), held.end());
  held.erase(std::unique(held.begin(), held.end()), held.end());
  for (const Symbol& symbol : held)
    for (const Action& action : parts_.market.actions(symbol, day_, day)) apply_action(symbol, action);
  parts_.account.begin_day(day);
  day_ = day;
  dirty_ = true;
}

void Desk::apply_action(const Symbol& symbol, const Action& action) {
  moved_.push_back(symbol);
  switch (action.kind) {
    case ActionKind::kDividend:
      parts_.account.pay_dividend(symbol, action.value);
      return;
    case ActionKind::kSpinoff:
      // The spun-off shares are not modelled: their worth is paid in cash.
      if (const auto close = parts_.market.close_before(symbol, action.ex_date))
        parts_.account.pay_dividend(symbol, *close * (1 - 1 / action.value));
      return;
    case ActionKind::kSplit:
      break;
  }
  parts_.account.split(symbol, action.value);
  for (DeskOrder& order : orders_)
    if (order.symbol == symbol && !order.is_done())
      finish(order, "Cancelled", "Cancelled by System: split", calendar::from_new_york(action.ex_date, Duration{}));
}

Money Desk::available_funds() const {
  return parts_.options.grants ? parts_.account.cash() : parts_.account.settled_cash();
}

Money Desk::net_liquidation(UtcTime at) const {
  Money total = parts_.account.cash();
  for (const auto& [symbol, holding] : parts_.account.holdings())
    total += multiply(Price::from_double(parts_.market.mark(symbol, at)), holding.quantity, Rounding::kHalfEven);
  return total;
}

Desk::Saved Desk::saved(UtcTime at) const { return {day_, at, last_perm_id_, last_order_id_, orders_, fills_}; }

void Desk::restore(Saved saved) {
  day_ = saved.day;
  last_perm_id_ = saved.last_perm_id;
  last_order_id_ = std::move(saved.last_order_id);
  orders_ = std::move(saved.orders);
  fills_ = std::move(saved.fills);
  for (DeskOrder& order : orders_) {
    if (order.is_done() || order.phase == Phase::kCancelling) continue;
    if (order.phase != Phase::kSilent) order.phase = Phase::kAcknowledged;
    order.due = order.phase == Phase::kSilent ? UtcTime::max() : saved.at;
  }
}

}  // namespace bot::gateway
