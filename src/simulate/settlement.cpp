#include "simulate/settlement.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::simulate {

std::vector<std::string> SettlementChecker::session(const calendar::Session& session, Money settled_cash,
                                                    const std::vector<Execution>& trades) {
  std::vector<std::string> broken;
  std::erase_if(unsettled_until_, [&](Date date) { return date <= session.date; });
  Money bought;
  for (const Execution& trade : trades) {
    if (trade.side == Side::kBuy) {
      bought += multiply(trade.price, trade.quantity, Rounding::kHalfEven) + trade.commission.value_or(Money{});
      continue;
    }
    unsettled_until_.insert(session.settles);
    auto& lots = lots_[trade.symbol];
    Quantity left = trade.quantity;
    while (left > Quantity{} && !lots.empty()) {  // what the checker did not see bought is free
      Bought& oldest = lots.front();
      if (session.date < oldest.free_from)
        broken.push_back(fmt::format("{} was sold before {}", trade.symbol, to_iso(oldest.free_from)));
      const Quantity taken = std::min(left, oldest.quantity);
      left -= taken;
      oldest.quantity -= taken;
      if (oldest.quantity == Quantity{}) lots.pop_front();
    }
  }
  const bool on_unsettled_money = bought > settled_cash && !unsettled_until_.empty();
  const Date free_from = on_unsettled_money ? std::max(session.settles, *unsettled_until_.rbegin()) : session.settles;
  for (const Execution& trade : trades)
    if (trade.side == Side::kBuy) lots_[trade.symbol].push_back({.quantity = trade.quantity, .free_from = free_from});
  return broken;
}

}  // namespace bot::simulate
