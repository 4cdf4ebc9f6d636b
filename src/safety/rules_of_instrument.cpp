// What is traded and at which price: R07, R08, R09, R10.
#include <fmt/format.h>

#include <cmath>

#include "model/bar.hpp"
#include "plan/quote_check.hpp"
#include "safety/rules.hpp"

namespace bot::safety {
namespace {

constexpr double kSlack = 1e-9;  // of a ratio; decimals are not exact in binary

Refused about(SafetyRule rule, const OrderView& order, std::string sentence) {
  return {.rule = rule, .sentence = std::move(sentence), .symbol = order.symbol};
}

double mid_price(const Quote& quote) { return 0.5 * (quote.bid->to_double() + quote.ask->to_double()); }

bool has_both_sides(const SymbolFacts* facts) {
  return facts != nullptr && facts->quote && facts->quote->bid && facts->quote->ask && *facts->quote->bid > Price{} &&
         *facts->quote->ask > Price{};
}

}  // namespace

Objection rule_07_instrument(const SafetyInput& input, const OrderView& order) {
  const SymbolFacts* facts = facts_of(input, order);
  if (facts == nullptr || !facts->instrument)
    return about(SafetyRule::kInstrument, order, "not on the list of instruments");
  const Instrument& instrument = *facts->instrument;
  if (instrument.con_id.value() <= 0) return about(SafetyRule::kInstrument, order, "no contract id");
  if (instrument.symbol != order.symbol)
    return about(SafetyRule::kInstrument, order, fmt::format("the gateway describes {} instead", instrument.symbol));
  if (instrument.security_type != kStock)
    return about(SafetyRule::kInstrument, order, "is a " + instrument.security_type + ", not a stock or ETF");
  if (instrument.currency != "USD")
    return about(SafetyRule::kInstrument, order, "trades in " + instrument.currency + ", not in USD");
  if (!facts->pin) return std::nullopt;
  if (facts->pin->con_id != instrument.con_id)
    return about(SafetyRule::kInstrument, order,
                 fmt::format("contract id {} where {} is pinned; bot pin {} shows what changed", instrument.con_id,
                             facts->pin->con_id, order.symbol));
  if (facts->pin->primary_exchange != instrument.primary_exchange)
    return about(SafetyRule::kInstrument, order,
                 fmt::format("primary exchange {} where {} is pinned; bot pin {} shows what changed",
                             instrument.primary_exchange, facts->pin->primary_exchange, order.symbol));
  return std::nullopt;
}

Objection rule_08_quote(const SafetyInput& input, const OrderView& order) {
  const SymbolFacts* facts = facts_of(input, order);
  if (!has_both_sides(facts)) return about(SafetyRule::kQuote, order, "no bid and ask above zero");
  const Quote& quote = *facts->quote;
  if (*quote.bid > *quote.ask)
    return about(SafetyRule::kQuote, order, fmt::format("crossed: bid {} above ask {}", *quote.bid, *quote.ask));
  const double spread_bps = 1e4 * (*quote.ask - *quote.bid).to_double() / mid_price(quote);
  if (spread_bps > input.plan.max_spread_bps + kSlack)
    return about(SafetyRule::kQuote, order,
                 fmt::format("spread of {:.1f} bps, at most {:.1f} may be", spread_bps, input.plan.max_spread_bps));
  const Price tick = facts->instrument ? facts->instrument->min_tick : Price::from_raw(1);
  const auto usable = plan::usable_quote(quote, input.now, tick, quote_limits(input.options, input.mode));
  if (usable.problem) return about(SafetyRule::kQuote, order, *usable.problem);
  return std::nullopt;
}

Objection rule_09_collar(const SafetyInput& input, const OrderView& order) {
  const SymbolFacts* facts = facts_of(input, order);
  if (!has_both_sides(facts)) return about(SafetyRule::kCollar, order, "no mid to compare with the last close");
  const Quote& quote = *facts->quote;
  if (!quote.previous_close || *quote.previous_close <= Price{})
    return about(SafetyRule::kCollar, order, "no previous close from the broker");
  const double move = mid_price(quote) / quote.previous_close->to_double() - 1;
  if (std::abs(move) > input.plan.max_price_move + kSlack)
    return about(SafetyRule::kCollar, order,
                 fmt::format("mid {:.4f} is {:+.2f} % from the previous close {}, at most {:.2f} % may be",
                             mid_price(quote), 100 * move, *quote.previous_close, 100 * input.plan.max_price_move));
  if (!facts->research_close) return std::nullopt;
  const double difference = facts->research_close->to_double() / quote.previous_close->to_double() - 1;
  if (std::abs(difference) > kMaxUnexplainedDifference + kSlack)
    return about(
        SafetyRule::kCollar, order,
        fmt::format("our close {} is {:+.2f} % from the broker's {}, at most {:.2f} % may be", *facts->research_close,
                    100 * difference, *quote.previous_close, 100 * kMaxUnexplainedDifference));
  return std::nullopt;
}

Objection rule_10_limit(const SafetyInput& input, const OrderView& order) {
  const SymbolFacts* facts = facts_of(input, order);
  if (!has_both_sides(facts)) return about(SafetyRule::kLimit, order, "no quote to measure the limit against");
  if (order.limit <= Price{})
    return about(SafetyRule::kLimit, order, fmt::format("limit {} is not above zero", order.limit));
  if (facts->instrument && facts->instrument->min_tick > Price{} &&
      order.limit.raw() % facts->instrument->min_tick.raw() != 0)
    return about(SafetyRule::kLimit, order,
                 fmt::format("limit {} is not on the tick of {}", order.limit, facts->instrument->min_tick));
  const double limit = order.limit.to_double();
  if (order.side == Side::kBuy) {
    const double most = facts->quote->ask->to_double() * (1 + input.plan.limit_offset_bps * 1e-4);
    if (limit > most * (1 + kSlack))
      return about(SafetyRule::kLimit, order,
                   fmt::format("limit {} is above {:.4f}, the ask and its offset", order.limit, most));
    return std::nullopt;
  }
  const double offset = facts->full_exit ? input.plan.exit_offset_bps : input.plan.limit_offset_bps;
  const double least = facts->quote->bid->to_double() * (1 - offset * 1e-4);
  if (limit < least * (1 - kSlack))
    return about(SafetyRule::kLimit, order,
                 fmt::format("limit {} is below {:.4f}, the bid and its offset", order.limit, least));
  return std::nullopt;
}

}  // namespace bot::safety
