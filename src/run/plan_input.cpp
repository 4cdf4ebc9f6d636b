#include "run/plan_input.hpp"

#include "run/cash_up_front.hpp"
#include "run/settled_cash.hpp"

namespace bot::run {

plan::PlanInput plan_input(const Runtime& runtime, const TradeFacts& facts) {
  const AccountValues& values = facts.account.snapshot.values;
  const plan::SettledCashInput cash = settled_cash_facts(runtime, values);
  plan::PlanInput input;
  input.equity = facts.managed_equity;
  input.settled_cash = plan::settled_cash(cash);
  input.unsettled_proceeds = cash.unsettled_proceeds;
  input.available_funds = values.usd("AvailableFunds");
  const plan::LotBook book = lot_book(runtime.state());
  const Date today = runtime.timing.asof;
  for (const auto& [symbol, held] : facts.account.positions)
    if (const Quantity shares = managed_shares(runtime, facts.account.positions, symbol); shares > Quantity{})
      input.positions[symbol] = {.shares = shares,
                                 .locked = min(shares, book.locked(symbol, today)),
                                 .locked_until = book.locked_until(symbol, today)};
  input.targets = facts.targets;
  for (const Symbol& symbol : symbols_of_interest(runtime, facts.account.positions))
    if (is_managed(runtime, symbol)) input.quotes[symbol] = plan_quote(runtime, symbol, facts.quotes, facts.series);
  input.excluded = facts.excluded;
  input.fractional = facts.fractional;
  input.weight_cap = decide::weight_cap(runtime.options.decide);
  input.options = runtime.options.plan;
  input.options.cash_rule = cash_rule(runtime);
  // There is no settled cash then, and the plan's own sells pay for no buy either.
  if (settled_cash_doubt(runtime, values)) input.options.cash_rule = plan::CashRule::kSettledOnly;
  return input;
}

}  // namespace bot::run
