#include "plan/symbol_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/money_text.hpp"
#include "plan/limit_offset.hpp"

namespace bot::plan {
namespace {

// Weights are doubles of decimal texts; a difference of this size is none.
constexpr double kWeightTie = 1e-12;

std::string locked_note(const Holding& holding) {
  return holding.locked_until ? fmt::format("{} shares locked until {}", holding.locked, to_iso(*holding.locked_until))
                              : fmt::format("{} shares locked", holding.locked);
}

Quantity unlocked_shares(const Holding& holding) { return max(Quantity{}, holding.shares - holding.locked); }

void decide_exit(SymbolView& view, const PlanInput& input) {
  const Quantity sold = input.fractional ? view.unlocked : view.unlocked.whole_part();
  if (sold > Quantity{}) {
    view.treatment = Treatment::kExit;
    return;
  }
  view.treatment = Treatment::kNoOrder;
  view.why = view.holding.locked > Quantity{}
                 ? "no target, but " + locked_note(view.holding)
                 : fmt::format("no target; the fraction of {} shares stays", view.holding.shares);
}

// Values and numbers of shares that would leave the fixed-point range, with room for offsets and commissions.
std::optional<std::string> out_of_scale(const QuoteInput& quote, double equity, double shares) {
  constexpr double kRoom = 4.5e9;  // half of what fixed point holds
  if (quote.ask->to_double() * std::max(1.0, shares) > kRoom)
    return fmt::format("{} shares at {} are beyond what can be planned", shares, *quote.ask);
  if (std::abs(equity) > kRoom * quote.bid->to_double())
    return fmt::format("{} is too low a price for an equity of {}", *quote.bid, equity);
  return std::nullopt;
}

void decide_treatment(SymbolView& view, const PlanInput& input) {
  const bool held = view.holding.shares > Quantity{};
  if (!held && view.target <= 0) return;
  view.treatment = Treatment::kNoOrder;
  if (const auto found = input.excluded.find(view.symbol); found != input.excluded.end()) {
    view.why = found->second;
    return;
  }
  if (input.equity <= Money{}) {
    view.why = fmt::format("the managed equity of {} is not above zero", money_text(input.equity));
    return;
  }
  auto problem = quote_problem(view.quote, input.options);
  if (!problem) problem = out_of_scale(view.quote, input.equity.to_double(), view.holding.shares.to_double());
  if (problem) {
    view.why = "no usable quote: " + *problem;
    view.bad_quote = true;
    return;
  }
  view.mid = mid_of(*view.quote.bid, *view.quote.ask);
  view.held_weight = view.holding.shares.to_double() * view.mid.to_double() / input.equity.to_double();
  if (view.target <= 0) {
    decide_exit(view, input);
    return;
  }
  if (held && std::abs(view.held_weight - view.target) <= input.options.drift_band + kWeightTie) {
    view.why = fmt::format("held {} is within {} of the target {}", percent(view.held_weight),
                           percent(input.options.drift_band), percent(view.target)) +
               fraction_note(view.holding, input);
    return;
  }
  view.treatment = Treatment::kChoose;
}

void want_shares(SymbolView& view, const PlanInput& input) {
  const double unlocked = view.unlocked.to_double();
  if (view.treatment == Treatment::kExit) {
    view.wanted_sell = input.fractional ? unlocked : view.unlocked.whole_part().to_double();
    return;
  }
  const double wanted = view.target * input.equity.to_double() / view.mid.to_double() - view.holding.shares.to_double();
  if (wanted > 0) view.wanted_buy = wanted;
  if (wanted < 0) view.wanted_sell = std::min(-wanted, unlocked);
}

// Largest quantity, fraction included, whose value at mid is within cap x equity.
Quantity most_held(const SymbolView& view, const PlanInput& input) {
  const double cap = input.weight_cap.fixed_strategy ? view.target : input.weight_cap.max_weight_per_asset;
  const Money value = Money::from_double(cap * input.equity.to_double());
  return Quantity::from_raw(divide(value, Quantity::from_raw(view.mid.raw()), Rounding::kDown).raw());
}

std::string reason_of(const SymbolView& view, Side side, Quantity shares, const PlanInput& input) {
  if (view.treatment != Treatment::kExit) {
    std::string text = fmt::format("{}: held {}, target {}", side == Side::kBuy ? "buy" : "sell",
                                   percent(view.held_weight), percent(view.target));
    if (std::abs(view.goal - view.target) > kWeightTie)
      text += fmt::format(", scaled to {} for want of cash", percent(view.goal));
    if (view.holding.locked > Quantity{}) text += "; " + locked_note(view.holding);
    return text + fraction_note(view.holding, input);
  }
  std::string text = "exit: no target";
  if (view.holding.locked > Quantity{}) text += "; " + locked_note(view.holding);
  const Quantity rest = view.holding.shares - max(Quantity{}, view.holding.locked) - shares;
  if (rest > Quantity{}) text += fmt::format("; the fraction of {} shares stays", rest);
  return text;
}

}  // namespace

std::string fraction_note(const Holding& holding, const PlanInput& input) {
  const Quantity fraction = holding.shares - holding.shares.whole_part();
  if (input.fractional || fraction <= Quantity{}) return {};
  return fmt::format("; the fraction of {} shares stays", fraction);
}

std::string percent(double weight) { return fmt::format("{:.2f} %", 100 * weight); }

std::vector<SymbolView> view_symbols(const PlanInput& input) {
  std::set<Symbol> symbols;
  for (const auto& [symbol, holding] : input.positions) symbols.insert(symbol);
  for (const auto& [symbol, target] : input.targets) symbols.insert(symbol);
  std::vector<SymbolView> views;
  for (const Symbol& symbol : symbols) {
    SymbolView view{.symbol = symbol};
    if (const auto found = input.positions.find(symbol); found != input.positions.end()) view.holding = found->second;
    if (const auto found = input.targets.find(symbol); found != input.targets.end()) view.target = found->second;
    if (const auto found = input.quotes.find(symbol); found != input.quotes.end()) view.quote = found->second;
    view.unlocked = unlocked_shares(view.holding);
    decide_treatment(view, input);
    if (view.treatment == Treatment::kExit || view.treatment == Treatment::kChoose) want_shares(view, input);
    views.push_back(std::move(view));
  }
  return views;
}

double scale_and_goals(std::vector<SymbolView>& views, const PlanInput& input, Money budget) {
  const double offset = input.options.limit_offset_bps * 1e-4;
  double cost = 0, proceeds = 0;
  for (const SymbolView& view : views) {
    if (view.wanted_buy > 0) cost += view.wanted_buy * view.quote.ask->to_double() * (1 + offset);
    if (view.wanted_sell > 0) proceeds += view.wanted_sell * view.quote.bid->to_double() * (1 - offset);
  }
  const double available = budget.to_double() + (input.options.cash_rule == CashRule::kAuto ? proceeds : 0);
  const double scale = cost <= 0 ? 1 : std::clamp(available / cost, 0.0, 1.0);
  for (SymbolView& view : views) {
    if (view.treatment == Treatment::kChoose)
      view.goal =
          view.wanted_buy > 0 && scale < 1 ? view.held_weight + scale * (view.target - view.held_weight) : view.target;
  }
  return scale;
}

ShareChoice share_choice(const SymbolView& view, const PlanInput& input, std::optional<Quantity> most_bought) {
  const Options& options = input.options;
  const Quantity room = max(Quantity{}, most_held(view, input) - view.holding.shares).whole_part();
  const Quantity most = most_bought ? min(room, most_bought->whole_part()) : room;
  const auto least = divide(options.min_order_notional, Quantity::from_raw(view.mid.raw()), Rounding::kUp).raw();
  return {
      .held_weight = view.held_weight,
      .share_weight = view.mid.to_double() / input.equity.to_double(),
      .goal = view.goal,
      .lowest = -view.unlocked.whole(),
      .highest = most.whole(),
      .least_order = std::max<std::int64_t>(1, (least + Quantity::kScale - 1) / Quantity::kScale),
      .buy_cost = Money::from_raw(with_offset(*view.quote.ask, options.limit_offset_bps, Rounding::kUp).raw()),
      .sell_proceeds = Money::from_raw(with_offset(*view.quote.bid, -options.limit_offset_bps, Rounding::kDown).raw()),
      .mid = view.mid};
}

std::vector<Quantity> solve(const ShareProblem& problem, Plan& plan) {
  const ShareSolution solution = best_whole_shares(problem);
  plan.exact = solution.exact;
  std::vector<Quantity> trades;
  for (const std::int64_t n : solution.trades) trades.push_back(Quantity::from_whole(n));
  return trades;
}

PlannedOrder planned_order(const SymbolView& view, Side side, Quantity shares, const PlanInput& input) {
  const Options& options = input.options;
  const bool exit = view.treatment == Treatment::kExit;
  const Price limit =
      side == Side::kBuy
          ? buy_limit(*view.quote.ask, options.limit_offset_bps, view.quote.tick)
          : sell_limit(*view.quote.bid, exit ? options.exit_offset_bps : options.limit_offset_bps, view.quote.tick);
  return {.symbol = view.symbol,
          .side = side,
          .shares = shares,
          .limit_price = limit,
          .notional = multiply(limit, shares, Rounding::kHalfEven),
          .commission = commission(shares, options.costs),
          .mid = view.mid,
          .full_exit = exit,
          .reason = reason_of(view, side, shares, input)};
}

}  // namespace bot::plan
