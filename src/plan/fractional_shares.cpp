#include "plan/fractional_shares.hpp"

#include <algorithm>

#include "plan/limit_offset.hpp"

namespace bot::plan {
namespace {

constexpr std::int64_t kStep = Quantity::kScale / 10'000;

Quantity to_step(double shares) {
  const Quantity exact = Quantity::from_double(std::max(0.0, shares));
  return Quantity::from_raw(exact.raw() - exact.raw() % kStep);
}

bool is_large_enough(const SymbolView& view, Quantity shares, const PlanInput& input) {
  return multiply(view.mid, shares, Rounding::kHalfEven) >= input.options.min_order_notional;
}

struct BuyCosts {
  Money shares;
  Money fees;
};

}  // namespace

std::vector<Quantity> fractional_trades(const std::vector<const SymbolView*>& views, const PlanInput& input,
                                        Money budget) {
  const Options& options = input.options;
  std::vector<Quantity> trades(views.size());
  Money available = budget;
  for (std::size_t i = 0; i < views.size(); ++i) {
    const SymbolView& view = *views[i];
    const double wanted = (view.goal - view.held_weight) * input.equity.to_double() / view.mid.to_double();
    if (wanted < 0) {
      const Quantity sold = to_step(std::min(-wanted, view.unlocked.to_double()));
      if (sold == Quantity{} || !is_large_enough(view, sold, input)) continue;
      trades[i] = -sold;
      if (options.cash_rule == CashRule::kAuto)
        available +=
            multiply(with_offset(*view.quote.bid, -options.limit_offset_bps, Rounding::kDown), sold, Rounding::kDown) -
            commission(sold, options.costs);
    } else {
      const double cap =
          (input.weight_cap.fixed_strategy ? view.target : input.weight_cap.max_weight_per_asset) - view.held_weight;
      trades[i] = to_step(std::min(wanted, cap * input.equity.to_double() / view.mid.to_double()));
    }
  }
  // Each pass either fits, shrinks all buys to what is left after fees, or has dropped one; so it ends.
  for (;;) {
    BuyCosts costs;
    bool any = false;
    for (std::size_t i = 0; i < views.size(); ++i) {
      if (trades[i] <= Quantity{}) continue;
      if (!is_large_enough(*views[i], trades[i], input)) {
        trades[i] = Quantity{};
        continue;
      }
      any = true;
      costs.shares += multiply(with_offset(*views[i]->quote.ask, options.limit_offset_bps, Rounding::kUp), trades[i],
                               Rounding::kUp);
      costs.fees += commission(trades[i], options.costs);
    }
    if (!any || costs.shares + costs.fees <= available) return trades;
    const double left = std::max(0.0, (available - costs.fees).to_double());
    const double factor = std::min(left / costs.shares.to_double(), 1.0);
    for (std::size_t i = 0; i < views.size(); ++i)
      if (trades[i] > Quantity{}) trades[i] = to_step(trades[i].to_double() * factor - 0.5e-4);
  }
}

}  // namespace bot::plan
