#include "plan/make_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "plan/fractional_shares.hpp"
#include "plan/limit_offset.hpp"
#include "plan/symbol_view.hpp"
#include "plan/whole_shares.hpp"

namespace bot::plan {
namespace {

// What an exit brings at worst, after its commission.
Money exit_proceeds(const SymbolView& view, Quantity shares, const Options& options) {
  const Price price = with_offset(*view.quote.bid, -options.exit_offset_bps, Rounding::kDown);
  return multiply(price, shares, Rounding::kDown) - commission(shares, options.costs);
}

Quantity exit_shares(const SymbolView& view, const PlanInput& input) {
  constexpr std::int64_t kExitStep = Quantity::kScale / 10'000;
  if (!input.fractional) return view.unlocked.whole_part();
  return Quantity::from_raw(view.unlocked.raw() - view.unlocked.raw() % kExitStep);
}

// The distance a symbol without a target leaves: what is locked of it, be it all. A fraction counts as on target; what
// has no usable quote has no value here.
double exit_rest(const SymbolView& view, Money equity) {
  if (view.target > 0 || view.mid <= Price{}) return 0;
  return std::max(0.0, view.holding.locked.to_double()) * view.mid.to_double() / equity.to_double();
}

std::string nothing_nearer(const SymbolView& view, const PlanInput& input) {
  return fmt::format("held {}, wanted {}: no order of at least {} comes nearer within the budget",
                     percent(view.held_weight), percent(view.goal), input.options.min_order_notional) +
         fraction_note(view.holding, input);
}

std::vector<Quantity> choose_trades(const std::vector<const SymbolView*>& chosen, const PlanInput& input, Money budget,
                                    Plan& plan) {
  if (input.fractional) return fractional_trades(chosen, input, budget);
  ShareProblem problem{
      .budget = budget, .sells_count = input.options.cash_rule == CashRule::kAuto, .costs = input.options.costs};
  for (const SymbolView* view : chosen) problem.choices.push_back(share_choice(*view, input, std::nullopt));
  return solve(problem, plan);
}

void add_order(Plan& plan, const SymbolView& view, Quantity trade, const PlanInput& input) {
  const Side side = trade > Quantity{} ? Side::kBuy : Side::kSell;
  PlannedOrder order = planned_order(view, side, abs(trade), input);
  plan.reasons[view.symbol] = order.reason;
  plan.orders.push_back(std::move(order));
  plan.shares_after[view.symbol] += trade;
}

void skip(Plan& plan, const SymbolView& view, std::string reason) {
  plan.reasons[view.symbol] = reason;
  plan.skipped.push_back({view.symbol, std::move(reason), view.bad_quote});
}

}  // namespace

Plan make_plan(const PlanInput& input) {
  Plan plan;
  plan.reserve = cash_reserve_for(input.equity);
  plan.budget = budget({input.settled_cash, input.unsettled_proceeds, input.available_funds}, input.options.cash_rule,
                       plan.reserve + input.options.cash_reserve);
  std::vector<SymbolView> views = view_symbols(input);
  plan.scale = scale_and_goals(views, input, plan.budget);

  Money for_choices = plan.budget;
  double squares = 0;
  std::vector<const SymbolView*> chosen;
  for (const SymbolView& view : views) {
    plan.shares_after[view.symbol] = view.holding.shares;
    switch (view.treatment) {
      case Treatment::kIdle:
        plan.reasons[view.symbol] = "neither held nor wanted";
        break;
      case Treatment::kNoOrder:
        squares += exit_rest(view, input.equity) * exit_rest(view, input.equity);
        skip(plan, view, view.why);
        break;
      case Treatment::kExit: {
        const Quantity shares = exit_shares(view, input);
        if (input.options.cash_rule == CashRule::kAuto) for_choices += exit_proceeds(view, shares, input.options);
        squares += exit_rest(view, input.equity) * exit_rest(view, input.equity);
        plan.goals[view.symbol] = 0;
        add_order(plan, view, -shares, input);
        break;
      }
      case Treatment::kChoose:
        plan.goals[view.symbol] = view.goal;
        chosen.push_back(&view);
        break;
    }
  }
  const std::vector<Quantity> trades = choose_trades(chosen, input, for_choices, plan);
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const SymbolView& view = *chosen[i];
    if (trades[i] == Quantity{})
      skip(plan, view, nothing_nearer(view, input));
    else
      add_order(plan, view, trades[i], input);
    const double after = plan.shares_after[view.symbol].to_double() * view.mid.to_double() / input.equity.to_double();
    squares += (after - view.goal) * (after - view.goal);
  }
  plan.distance = std::sqrt(squares);
  std::ranges::sort(plan.orders, [](const PlannedOrder& a, const PlannedOrder& b) {
    return a.side != b.side ? a.side == Side::kSell : a.symbol < b.symbol;
  });
  std::ranges::sort(plan.skipped, {}, &Skipped::symbol);
  return plan;
}

}  // namespace bot::plan
