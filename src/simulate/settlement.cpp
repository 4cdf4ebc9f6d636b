#include "simulate/settlement.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::simulate {

std::vector<std::string> SettlementChecker::session(const Day& day) {
  std::vector<std::string> broken;
  const Date today = day.session.date;
  std::erase_if(unsettled_until_, [&](Date date) { return date <= today; });
  Money bought;
  std::map<Symbol, Quantity> sold;
  for (const Execution& trade : day.trades) {
    if (trade.side == Side::kBuy)
      bought += multiply(trade.price, trade.quantity, Rounding::kHalfEven) + trade.commission.value_or(Money{});
    else
      sold[trade.symbol] += trade.quantity;
  }
  for (const auto& [symbol, quantity] : sold) {
    unsettled_until_.insert(day.session.settles);
    auto& lots = lots_[symbol];
    Quantity locked;
    for (const Bought& lot : lots)
      if (lot.sellable_from > today) locked += lot.quantity;
    const auto held = day.held.find(symbol);
    const Quantity free = (held == day.held.end() ? Quantity{} : held->second) - locked;
    if (locked > Quantity{} && quantity > free)
      broken.push_back(fmt::format("{} {} sold, {} of them were locked until {}", quantity, symbol, quantity - free,
                                   to_iso(lots.back().sellable_from)));
    for (Quantity left = quantity; left > Quantity{} && !lots.empty();) {
      Bought& oldest = lots.front();
      const Quantity taken = std::min(left, oldest.quantity);
      left -= taken;
      oldest.quantity -= taken;
      if (oldest.quantity == Quantity{}) lots.pop_front();
    }
  }
  Date sellable_from = day.session.settles;
  if (bought > day.settled_cash && !unsettled_until_.empty()) {
    sellable_from = std::max(sellable_from, *unsettled_until_.rbegin());
    for (int left = day.margin; left > 0; --left)
      if (const auto next = calendar_.next_after(sellable_from)) sellable_from = next->date;
  }
  for (const Execution& trade : day.trades)
    if (trade.side == Side::kBuy)
      lots_[trade.symbol].push_back({.quantity = trade.quantity, .sellable_from = sellable_from});
  return broken;
}

}  // namespace bot::simulate
