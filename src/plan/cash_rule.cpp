#include "plan/cash_rule.hpp"

namespace bot::plan {

Money cash_reserve_for(Money equity) {
  constexpr std::int64_t kMinReserve = 50;
  const Money share = Money::from_raw(equity.raw() / 200);
  return max(Money::from_whole(kMinReserve), share);
}

Money settled_cash(const SettledCashInput& input) {
  const Money own = input.total_cash_value ? *input.total_cash_value - input.unsettled_proceeds : Money{};
  const Money tag = input.settled_cash_tag.value_or(Money{});
  return (input.total_cash_value ? min(tag, own) : min(tag, Money{})) - input.unreflected_buys;
}

Money budget(const Funds& funds, CashRule rule, Money reserve) {
  const Money unsettled = rule == CashRule::kAuto ? funds.unsettled_proceeds : Money{};
  const Money granted = funds.settled_cash + unsettled;
  return (funds.available_funds ? min(granted, *funds.available_funds) : granted) - reserve;
}

Funds funds_after_sells(Money settled_cash, Money unsettled_proceeds, std::optional<Money> fresh_available_funds) {
  return {.settled_cash = settled_cash,
          .unsettled_proceeds = fresh_available_funds ? unsettled_proceeds : Money{},
          .available_funds = fresh_available_funds};
}

Money commission(Quantity shares, const Costs& costs) {
  if (shares <= Quantity{}) return Money{};
  const Money by_share = multiply(Price::from_raw(costs.per_share.raw()), shares, Rounding::kUp);
  return max(costs.minimum, by_share);
}

Money buy_cost(Price limit, Quantity shares, const Costs& costs) {
  return multiply(limit, shares, Rounding::kUp) + commission(shares, costs);
}

}  // namespace bot::plan
