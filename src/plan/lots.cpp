#include "plan/lots.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bot::plan {

Date sellable_from(const SellableFromInput& input, const calendar::Calendar& calendar) {
  const Date settles = calendar.next_settlement_day(input.today);
  if (input.settled_only) return settles;
  Date day = input.funding_settles ? std::max(settles, *input.funding_settles) : settles;
  for (int left = input.extra_settlement_sessions; left > 0; --left) {
    const auto next = calendar.next_after(day);
    if (!next) break;  // the calendar's horizon; nothing is traded beyond it
    day = next->date;
  }
  return day;
}

void LotBook::buy(Lot lot) {
  BOT_CHECK(lot.quantity > Quantity{}, "{}", lot.quantity);
  auto& lots = lots_[lot.symbol];
  for (const Lot& older : lots) lot.sellable_from = std::max(lot.sellable_from, older.sellable_from);
  lots.push_back(std::move(lot));
}

void LotBook::sell(const Symbol& symbol, Quantity quantity) {
  const auto found = lots_.find(symbol);
  if (found == lots_.end()) return;
  auto& lots = found->second;
  while (quantity > Quantity{} && !lots.empty()) {
    const Quantity taken = min(quantity, lots.front().quantity);
    lots.front().quantity -= taken;
    quantity -= taken;
    if (lots.front().quantity == Quantity{}) lots.erase(lots.begin());
  }
  if (lots.empty()) lots_.erase(found);
}

Quantity LotBook::locked(const Symbol& symbol, Date day) const {
  Quantity sum;
  const auto found = lots_.find(symbol);
  if (found == lots_.end()) return sum;
  for (const Lot& lot : found->second)
    if (lot.sellable_from > day) sum += lot.quantity;
  return sum;
}

std::optional<Date> LotBook::locked_until(const Symbol& symbol, Date day) const {
  std::optional<Date> last;
  const auto found = lots_.find(symbol);
  if (found == lots_.end()) return last;
  for (const Lot& lot : found->second)
    if (lot.sellable_from > day) last = last ? std::max(*last, lot.sellable_from) : lot.sellable_from;
  return last;
}

Quantity sellable(const SellableInput& input) {
  const Quantity free = input.broker_position - input.locked - input.working_sells;
  if (free <= Quantity{}) return {};
  return input.fractions ? free : free.whole_part();
}

}  // namespace bot::plan
