// How much is traded: R06, R11, R12, R13, R14, R15, R19. Caps bind buys only; a sell is bounded by what is held.
#include <fmt/format.h>

#include <algorithm>

#include "base/money_text.hpp"
#include "safety/rules.hpp"

namespace bot::safety {
namespace {

constexpr double kMaxShareOfVolume = 0.01;  // R14: of the 20-day average

Refused of_size(SafetyRule rule, const OrderView& order, std::string sentence) {
  return {.rule = rule, .sentence = std::move(sentence), .symbol = order.symbol};
}

Money notional_of(const OrderView& order) { return multiply(order.limit, order.shares, Rounding::kUp); }

Money share_of_equity(const SafetyInput& input, double share) {
  return Money::from_double(share * input.managed_equity.to_double());
}

}  // namespace

Objection rule_06_long_only(const SafetyInput& input, const OrderView& order) {
  if (order.shares <= Quantity{})
    return of_size(SafetyRule::kLongOnly, order, fmt::format("{} shares are no order", order.shares));
  if (order.side == Side::kBuy) return std::nullopt;
  const SymbolFacts* facts = facts_of(input, order);
  if (facts == nullptr) return of_size(SafetyRule::kLongOnly, order, "nothing is known of what is held");
  const Quantity free = min(facts->sellable, facts->broker_position - facts->working_sells);
  if (order.shares > free)
    return of_size(SafetyRule::kLongOnly, order,
                   fmt::format("sells {} shares, {} may be sold ({} held, {} being sold)", order.shares,
                               max(Quantity{}, free), facts->broker_position, facts->working_sells));
  return std::nullopt;
}

Objection rule_11_order_cap(const SafetyInput& input, const OrderView& order) {
  if (order.side == Side::kSell) return std::nullopt;
  const Money cap = share_of_equity(input, input.options.max_order_notional);
  if (notional_of(order) > cap)
    return of_size(
        SafetyRule::kOrderCap, order,
        fmt::format("buys for {}, at most {} may be ({:.0f} % of the managed equity)", money_text(notional_of(order)),
                    money_text(cap), 100 * input.options.max_order_notional));
  if (input.mode == Mode::kLive && input.armed && notional_of(order) > input.armed->max_order)
    return of_size(SafetyRule::kOrderCap, order,
                   fmt::format("buys for {}, armed for {} an order", money_text(notional_of(order)),
                               money_text(input.armed->max_order)));
  return std::nullopt;
}

Objection rule_12_turnover(const SafetyInput& input, const std::vector<OrderView>& orders) {
  if (std::ranges::none_of(orders, [](const OrderView& order) { return order.side == Side::kBuy; }))
    return std::nullopt;
  Money gross = input.gross_today;
  for (const OrderView& order : orders) gross += notional_of(order);
  // What is set aside was managed until it was: the sells that make room for it are of the whole.
  const Money equity = input.managed_equity + input.plan.cash_reserve;
  const Money cap = Money::from_double(input.options.max_turnover_per_day * equity.to_double());
  if (gross > cap)
    return Refused{
        .rule = SafetyRule::kTurnover,
        .sentence = fmt::format("{} would be traded today, at most {} may be ({:.1f} x the managed equity{})",
                                money_text(gross), money_text(cap), input.options.max_turnover_per_day,
                                input.plan.cash_reserve > Money{} ? " with the cash reserve" : "")};
  if (input.mode == Mode::kLive && input.armed && gross > input.armed->max_day)
    return Refused{.rule = SafetyRule::kTurnover,
                   .sentence = fmt::format("{} would be traded today, armed for {} a day", money_text(gross),
                                           money_text(input.armed->max_day))};
  return std::nullopt;
}

Objection rule_13_order_count(const SafetyInput& input, std::size_t orders) {
  const auto total = static_cast<std::size_t>(input.orders_today) + orders;
  if (total <= static_cast<std::size_t>(input.options.max_orders_per_day)) return std::nullopt;
  return Refused{.rule = SafetyRule::kOrderCount,
                 .sentence = fmt::format("{} orders would be sent today, at most {} may be", total,
                                         input.options.max_orders_per_day)};
}

Objection rule_14_volume(const SafetyInput& input, const OrderView& order) {
  const SymbolFacts* facts = facts_of(input, order);
  if (order.side == Side::kSell || facts == nullptr || !facts->average_volume_20) return std::nullopt;
  const double most = kMaxShareOfVolume * *facts->average_volume_20;
  if (order.shares.to_double() <= most) return std::nullopt;
  return of_size(SafetyRule::kVolume, order,
                 fmt::format("buys {} shares, at most {:.0f} may be ({:.1f} % of the 20-day average volume)",
                             order.shares, most, 100 * kMaxShareOfVolume));
}

Objection warn_14_book(const SafetyInput& input, const OrderView& order) {
  constexpr double kTopOfBook = 50;
  const SymbolFacts* facts = facts_of(input, order);
  if (facts == nullptr || !facts->quote) return std::nullopt;
  const auto& size = order.side == Side::kBuy ? facts->quote->ask_size : facts->quote->bid_size;
  if (!size || *size <= Quantity{} || order.shares.to_double() <= kTopOfBook * size->to_double()) return std::nullopt;
  return of_size(SafetyRule::kVolume, order,
                 fmt::format("{} shares are more than {:.0f} times the {} quoted", order.shares, kTopOfBook, *size));
}

Objection rule_15_minimum(const SafetyInput& input, const OrderView& order) {
  const SymbolFacts* facts = facts_of(input, order);
  if (facts != nullptr && facts->full_exit && order.side == Side::kSell) return std::nullopt;
  if (facts == nullptr || !facts->quote || !facts->quote->bid || !facts->quote->ask)
    return of_size(SafetyRule::kMinimum, order, "no mid to value the order at");
  const Money value = multiply(plan::mid_of(*facts->quote->bid, *facts->quote->ask), order.shares, Rounding::kUp);
  if (value >= input.plan.min_order_notional) return std::nullopt;
  return of_size(SafetyRule::kMinimum, order,
                 fmt::format("worth {} at mid, at least {} must be", money_text(value),
                             money_text(input.plan.min_order_notional)));
}

Objection rule_19_whole_shares(const SafetyInput& input, const OrderView& order) {
  const SymbolFacts* facts = facts_of(input, order);
  if (order.shares.is_whole() || (facts != nullptr && facts->fractions_proven)) return std::nullopt;
  return of_size(SafetyRule::kWholeShares, order, fmt::format("{} shares are not a whole number", order.shares));
}

}  // namespace bot::safety
