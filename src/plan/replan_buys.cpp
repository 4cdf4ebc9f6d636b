#include "plan/replan_buys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/money_text.hpp"
#include "plan/fractional_shares.hpp"
#include "plan/limit_offset.hpp"
#include "plan/symbol_view.hpp"
#include "plan/whole_shares.hpp"

namespace bot::plan {
namespace {

constexpr double kNoBand = -1;  // below every distance from a target

// The planning decided which symbols are bought; here only what it decided upon is open. The band has had its say then.
PlanInput only_intents(const PlanInput& input, const std::map<Symbol, BuyIntent>& intents) {
  PlanInput narrowed = input;
  narrowed.options.drift_band = kNoBand;
  std::erase_if(narrowed.targets, [&](const auto& entry) { return !intents.contains(entry.first); });
  std::erase_if(narrowed.positions, [&](const auto& entry) { return !intents.contains(entry.first); });
  return narrowed;
}

Price bound_of(const BuyIntent& intent) { return with_offset(intent.planned_mid, kPriceBoundBps, Rounding::kDown); }

ShareChoice bounded_choice(const SymbolView& view, const PlanInput& input, const BuyIntent& intent) {
  ShareChoice choice = share_choice(view, input, intent.shares);
  choice.buy_cost = min(choice.buy_cost, Money::from_raw(bound_of(intent).raw()));
  return choice;
}

PlannedOrder bounded_order(const SymbolView& view, Quantity shares, const PlanInput& input, const BuyIntent& intent) {
  PlannedOrder order = planned_order(view, Side::kBuy, shares, input);
  const Price most = buy_limit(bound_of(intent), 0, view.quote.tick);
  if (order.limit_price > most) {
    order.limit_price = most;
    order.notional = multiply(most, shares, Rounding::kHalfEven);
    order.reason += fmt::format("; price held at {}, 0.5 % above the planned mid", most);
  }
  return order;
}

std::vector<Quantity> bounded_fractions(const std::vector<const SymbolView*>& chosen, const PlanInput& input,
                                        const std::map<Symbol, BuyIntent>& intents, Money budget) {
  std::vector<Quantity> trades = fractional_trades(chosen, input, budget);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    trades[i] = std::clamp(trades[i], Quantity{}, intents.at(chosen[i]->symbol).shares);
  return trades;
}

std::vector<Quantity> bounded_trades(const std::vector<const SymbolView*>& chosen, const PlanInput& input,
                                     const std::map<Symbol, BuyIntent>& intents, Plan& plan) {
  ShareProblem problem{.budget = plan.budget, .sells_count = false, .costs = input.options.costs};
  for (const SymbolView* view : chosen)
    problem.choices.push_back(bounded_choice(*view, input, intents.at(view->symbol)));
  return solve(problem, plan);
}

}  // namespace

Plan replan_buys(const PlanInput& input, const std::map<Symbol, BuyIntent>& intents) {
  const PlanInput narrowed = only_intents(input, intents);
  Plan plan;
  plan.reserve = cash_reserve_for(input.equity);
  plan.budget = budget({input.settled_cash, input.unsettled_proceeds, input.available_funds}, input.options.cash_rule,
                       plan.reserve + input.options.cash_reserve);
  std::vector<SymbolView> views = view_symbols(narrowed);
  for (SymbolView& view : views) {
    view.wanted_sell = 0;
    view.unlocked = Quantity{};
  }
  plan.scale = scale_and_goals(views, narrowed, plan.budget);

  std::vector<const SymbolView*> chosen;
  for (const SymbolView& view : views) {
    plan.shares_after[view.symbol] = view.holding.shares;
    if (view.treatment == Treatment::kChoose) {
      plan.goals[view.symbol] = view.goal;
      chosen.push_back(&view);
      continue;
    }
    const std::string why = view.treatment == Treatment::kNoOrder ? view.why : "no longer wanted";
    plan.reasons[view.symbol] = why;
    plan.skipped.push_back({view.symbol, why, view.bad_quote});
  }
  const std::vector<Quantity> trades = input.fractional ? bounded_fractions(chosen, narrowed, intents, plan.budget)
                                                        : bounded_trades(chosen, narrowed, intents, plan);
  double squares = 0;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const SymbolView& view = *chosen[i];
    if (trades[i] > Quantity{}) {
      plan.orders.push_back(bounded_order(view, trades[i], narrowed, intents.at(view.symbol)));
      plan.reasons[view.symbol] = plan.orders.back().reason;
      plan.shares_after[view.symbol] += trades[i];
    } else {
      const std::string why = fmt::format("held {}, wanted {} now: no order fits into the budget of {}",
                                          percent(view.held_weight), percent(view.goal), money_text(plan.budget));
      plan.reasons[view.symbol] = why;
      plan.skipped.push_back({view.symbol, why, false});
    }
    const double after = plan.shares_after[view.symbol].to_double() * view.mid.to_double() / input.equity.to_double();
    squares += (after - view.goal) * (after - view.goal);
  }
  plan.distance = std::sqrt(squares);
  std::ranges::sort(plan.skipped, {}, &Skipped::symbol);
  return plan;
}

}  // namespace bot::plan
