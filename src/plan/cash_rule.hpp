// The cash rule of a cash account that settles T+1 (docs/reliability.md 3.3): how much may be spent on buys. Sells are
// never blocked by cash. Here lies what is common to planning, sending and the back-test's account; lots are in
// lots.hpp.
#pragma once

#include <optional>

#include "base/fixed.hpp"

namespace bot::plan {

enum class CashRule {
  kAuto,         // unsettled proceeds may be spent as far as the broker grants them; what they buy is locked longer
  kSettledOnly,  // settled cash alone
};

// The larger of $50 and 0.5 % of the managed equity.
[[nodiscard]] Money cash_reserve_for(Money equity);

// S, signed. IBKR documents SettledCash in two ways, so the smaller of it and TotalCashValue less all proceeds the
// ledger knows to be unsettled; less our own buys the broker does not show yet. SettledCash absent: never above zero.
struct SettledCashInput {
  std::optional<Money> settled_cash_tag{};  // SettledCash, USD
  std::optional<Money> total_cash_value{};  // TotalCashValue, USD
  Money unsettled_proceeds{};               // net proceeds of sales, today's included, that settle after today
  Money unreflected_buys{};                 // cost of own buys neither value reflects yet
};
[[nodiscard]] Money settled_cash(const SettledCashInput& input);

// What the buys may cost, before the plan's own sells.
struct Funds {
  Money settled_cash{};                    // S
  Money unsettled_proceeds{};              // U: known unsettled proceeds; counts under kAuto only
  std::optional<Money> available_funds{};  // F: a ceiling, also below S; absent: none
};
// min(S + U, F) - reserve; may be negative.
[[nodiscard]] Money budget(const Funds& funds, CashRule rule, Money reserve);

// The funds of the buy phase, where F is read after the sells: stale or absent means no unsettled money at all.
[[nodiscard]] Funds funds_after_sells(Money settled_cash, Money unsettled_proceeds,
                                      std::optional<Money> fresh_available_funds);

struct Costs {
  Money per_share = Money::from_raw(3'500'000);  // 0.0035
  Money minimum = Money::from_raw(350'000'000);  // 0.35, an order
};
// What an order of `shares` (0: none) costs in commission at most.
[[nodiscard]] Money commission(Quantity shares, const Costs& costs);
// What a buy takes from the cash at most: at its limit price, with its commission.
[[nodiscard]] Money buy_cost(Price limit, Quantity shares, const Costs& costs);

}  // namespace bot::plan
