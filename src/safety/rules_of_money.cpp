// What the account is worth and what may be spent: R16, R17, R18, R20, R21.
#include <fmt/format.h>

#include <cmath>

#include "safety/rules.hpp"

namespace bot::safety {
namespace {

constexpr double kMaxLastNavDifference = 0.10;  // R16
constexpr double kMaxNavLoss = 0.15;            // R21: since the last run
constexpr double kWeightSlack = 1e-9;

Refused of_money(SafetyRule rule, std::string sentence) { return {.rule = rule, .sentence = std::move(sentence)}; }

double relative(Money value, Money base) { return value.to_double() / base.to_double() - 1; }

}  // namespace

Objection rule_16_nav(const SafetyInput& input) {
  if (!input.net_liquidation) return of_money(SafetyRule::kNetLiquidation, "NetLiquidation in USD is missing");
  if (!input.own_sum) return of_money(SafetyRule::kNetLiquidation, "cash and positions could not be summed up");
  if (*input.net_liquidation <= Money{} || *input.own_sum <= Money{})
    return of_money(SafetyRule::kNetLiquidation, fmt::format("NetLiquidation {} and our own sum {} must be above zero",
                                                             *input.net_liquidation, *input.own_sum));
  const double own = relative(*input.net_liquidation, *input.own_sum);
  if (std::abs(own) > kMaxOwnSumDifference + kWeightSlack)
    return of_money(SafetyRule::kNetLiquidation,
                    fmt::format("NetLiquidation {} is {:+.2f} % from our own sum {}, at most {:.0f} % may be",
                                *input.net_liquidation, 100 * own, *input.own_sum, 100 * kMaxOwnSumDifference));
  if (!input.last_nav || !input.previous_session || input.last_nav->session != *input.previous_session)
    return std::nullopt;
  const Money before = input.last_nav->net_liquidation + input.last_nav->flows_since;
  if (before <= Money{}) return std::nullopt;
  const double change = relative(*input.net_liquidation, before);
  if (std::abs(change) > kMaxLastNavDifference + kWeightSlack)
    return of_money(
        SafetyRule::kNetLiquidation,
        fmt::format("NetLiquidation {} is {:+.2f} % from the {} of {}, at most {:.0f} % may be", *input.net_liquidation,
                    100 * change, before, to_iso(input.last_nav->session), 100 * kMaxLastNavDifference));
  return std::nullopt;
}

Objection rule_17_weights(const SafetyInput& input) {
  const double cap = input.weight_cap.fixed_strategy ? 1 : input.weight_cap.max_weight_per_asset;
  double sum = 0;
  for (const auto& [symbol, weight] : input.targets) {
    if (!std::isfinite(weight) || weight < 0 || weight > cap + kWeightSlack)
      return of_money(SafetyRule::kWeights,
                      fmt::format("the target of {} is {}, it must lie between 0 and {}", symbol, weight, cap));
    sum += weight;
  }
  if (sum > 1 + kWeightSlack)
    return of_money(SafetyRule::kWeights, fmt::format("the targets sum to {}, more than 1", sum));
  return std::nullopt;
}

Objection rule_18_cash_of_plan(const plan::PlanInput& plan_input, const plan::Plan& plan) {
  const plan::Costs& costs = plan_input.options.costs;
  const bool with_sells = plan_input.options.cash_rule == plan::CashRule::kAuto;
  Money spent, proceeds;
  bool buys = false;
  for (const plan::PlannedOrder& order : plan.orders) {
    if (order.side == Side::kBuy) {
      buys = true;
      spent += plan::buy_cost(order.limit_price, order.shares, costs);
    } else if (with_sells) {
      proceeds += multiply(order.limit_price, order.shares, Rounding::kDown) - plan::commission(order.shares, costs);
    }
  }
  const Money reserve = plan::cash_reserve_for(plan_input.equity) + plan_input.options.cash_reserve;
  const plan::Funds funds{plan_input.settled_cash, plan_input.unsettled_proceeds, plan_input.available_funds};
  const Money allowed = plan::budget(funds, plan_input.options.cash_rule, reserve) + proceeds;
  if (!buys || spent <= allowed) return std::nullopt;
  return of_money(SafetyRule::kCash,
                  fmt::format("the buys cost {} with commissions, at most {} may be spent", spent, allowed));
}

Objection rule_18_cash_of_order(const SafetyInput& input, const OrderView& order) {
  if (order.side == Side::kSell) return std::nullopt;
  const Money cost = plan::buy_cost(order.limit, order.shares, input.plan.costs);
  if (input.buy_budget_left && cost <= *input.buy_budget_left) return std::nullopt;
  const std::string left = input.buy_budget_left ? input.buy_budget_left->str() : "an unknown budget";
  return Refused{.rule = SafetyRule::kCash,
                 .sentence = fmt::format("costs {} with its commission, {} is left to spend", cost, left),
                 .symbol = order.symbol};
}

Objection rule_20_nearer(const plan::PlanInput& plan_input, const plan::Plan& plan) {
  if (plan.orders.empty()) return std::nullopt;
  double before = 0, after = 0;
  for (const auto& [symbol, goal] : plan.goals) {
    const auto quote = plan_input.quotes.find(symbol);
    const auto then = plan.shares_after.find(symbol);
    if (quote == plan_input.quotes.end() || !quote->second.bid || !quote->second.ask || then == plan.shares_after.end())
      return of_money(SafetyRule::kNearer, fmt::format("the plan has no price or no result for {}", symbol));
    const auto held = plan_input.positions.find(symbol);
    const Quantity now = held == plan_input.positions.end() ? Quantity{} : held->second.shares;
    if (then->second < Quantity{})
      return of_money(SafetyRule::kNearer, fmt::format("{} would be {} shares after the plan", symbol, then->second));
    const double weight =
        0.5 * (quote->second.bid->to_double() + quote->second.ask->to_double()) / plan_input.equity.to_double();
    before += (now.to_double() * weight - goal) * (now.to_double() * weight - goal);
    after += (then->second.to_double() * weight - goal) * (then->second.to_double() * weight - goal);
  }
  if (after <= before + 1e-12) return std::nullopt;
  return of_money(SafetyRule::kNearer,
                  fmt::format("the plan would go away from its goals: distance {:.6f} before, {:.6f} after",
                              std::sqrt(before), std::sqrt(after)));
}

Objection rule_21_loss(const SafetyInput& input) {
  if (!input.last_nav || !input.net_liquidation) return std::nullopt;
  const Money before = input.last_nav->net_liquidation + input.last_nav->flows_since;
  if (before <= Money{} || relative(*input.net_liquidation, before) >= -kMaxNavLoss - kWeightSlack) return std::nullopt;
  return of_money(SafetyRule::kLoss,
                  fmt::format("NetLiquidation fell from {} on {} to {}, more than {:.0f} %: nothing is bought", before,
                              to_iso(input.last_nav->session), *input.net_liquidation, 100 * kMaxNavLoss));
}

}  // namespace bot::safety
