#include "gateway/account.hpp"

#include <algorithm>

#include "base/check.hpp"

namespace bot::gateway {

std::optional<Money> Account::apply(const AccountFill& fill) {
  Holding& holding = holdings_[fill.symbol];
  const Money value = multiply(fill.price, fill.quantity, Rounding::kHalfEven);
  if (fill.side == Side::kBuy) {
    holding.quantity += fill.quantity;
    holding.cost += value + fill.commission;
    holding.traded_today += fill.quantity;
    holding.paid_today += value + fill.commission;
    cash_ -= value + fill.commission;
    note_lowest();
    return std::nullopt;
  }
  BOT_CHECK(fill.quantity <= holding.quantity, "selling {} of {} {}", fill.quantity, holding.quantity, fill.symbol);
  const Money cost =
      fill.quantity == holding.quantity
          ? holding.cost
          : Money::from_double(holding.cost.to_double() * (fill.quantity.to_double() / holding.quantity.to_double()));
  const Money proceeds = value - fill.commission;
  holding.quantity -= fill.quantity;
  holding.cost -= cost;
  holding.realized_today += proceeds - cost;
  holding.traded_today -= fill.quantity;
  holding.paid_today -= proceeds;
  cash_ += proceeds;
  const auto day = std::ranges::find(unsettled_, fill.settles, &Unsettled::settles);
  if (day != unsettled_.end())
    day->amount += proceeds;
  else
    unsettled_.push_back({fill.settles, proceeds});
  note_lowest();
  return proceeds - cost;
}

void Account::begin_day(Date today) {
  std::erase_if(unsettled_, [&](const Unsettled& entry) { return entry.settles <= today; });
  std::erase_if(holdings_, [](const auto& entry) { return entry.second.quantity == Quantity{}; });
  for (auto& [symbol, holding] : holdings_) {
    holding.realized_today = holding.paid_today = Money{};
    holding.traded_today = Quantity{};
  }
}

Money Account::pay_dividend(const Symbol& symbol, double per_share) {
  const Quantity quantity = held(symbol);
  // Not rounded to cents, as fills are not either: cash is what shares, prices and distributions add up to.
  const Money paid = multiply(Price::from_double(per_share), quantity, Rounding::kHalfEven);
  cash_ += paid;
  return paid;
}

void Account::split(const Symbol& symbol, double ratio) {
  const auto found = holdings_.find(symbol);
  if (found != holdings_.end())
    found->second.quantity = Quantity::from_double(found->second.quantity.to_double() * ratio);
}

void Account::deposit(Money amount) {
  cash_ += amount;
  note_lowest();
}

void Account::transfer(const Symbol& symbol, Quantity change, Price cost) {
  Holding& holding = holdings_[symbol];
  const Quantity after = max(holding.quantity + change, Quantity{});
  holding.cost =
      after == Quantity{} ? Money{} : holding.cost + multiply(cost, after - holding.quantity, Rounding::kHalfEven);
  // As if it had been so in the morning: nobody earned or lost by it.
  holding.traded_today += after - holding.quantity;
  holding.paid_today += multiply(cost, after - holding.quantity, Rounding::kHalfEven);
  holding.quantity = after;
}

Money Account::unsettled_total() const {
  Money total;
  for (const Unsettled& entry : unsettled_) total += entry.amount;
  return total;
}

Quantity Account::held(const Symbol& symbol) const {
  const auto found = holdings_.find(symbol);
  return found == holdings_.end() ? Quantity{} : found->second.quantity;
}

void Account::restore(Saved saved) {
  cash_ = lowest_cash_ = saved.cash;
  holdings_ = std::move(saved.holdings);
  unsettled_ = std::move(saved.unsettled);
}

}  // namespace bot::gateway
