// Prices of the plan: mid, limits on the tick, and when a quote is no price at all.
#include <fmt/format.h>

#include <cmath>

#include "base/check.hpp"
#include "plan/limit_offset.hpp"
#include "plan/make_plan.hpp"

namespace bot::plan {
namespace {

std::int64_t floor_to(std::int64_t raw, std::int64_t step) { return raw - raw % step; }
std::int64_t ceil_to(std::int64_t raw, std::int64_t step) { return floor_to(raw + step - 1, step); }

// raw x (1 + bps / 10000), bps taken to billionths of a basis point.
__extension__ using WideProduct = __int128;
constexpr WideProduct kWhole = WideProduct{10'000} * 1'000'000'000;

std::int64_t scaled(std::int64_t raw, double bps, Rounding rounding) {
  const auto nano_bps = static_cast<std::int64_t>(std::llround(bps * 1e9));
  const WideProduct product = WideProduct{raw} * (kWhole + nano_bps);
  BOT_CHECK(raw >= 0 && product >= 0, "{} {}", raw, bps);
  return static_cast<std::int64_t>((product + (rounding == Rounding::kUp ? kWhole - 1 : 0)) / kWhole);
}

}  // namespace

Price with_offset(Price price, double bps, Rounding rounding) {
  return Price::from_raw(scaled(price.raw(), bps, rounding));
}

Price mid_of(Price bid, Price ask) { return Price::from_raw(bid.raw() + (ask.raw() - bid.raw()) / 2); }

Price buy_limit(Price ask, double offset_bps, Price tick) {
  return Price::from_raw(floor_to(scaled(ask.raw(), offset_bps, Rounding::kDown), tick.raw()));
}

Price sell_limit(Price bid, double offset_bps, Price tick) {
  return Price::from_raw(ceil_to(scaled(bid.raw(), -offset_bps, Rounding::kUp), tick.raw()));
}

std::optional<std::string> quote_problem(const QuoteInput& quote, const Options& options) {
  if (quote.problem) return quote.problem;
  if (!quote.bid) return "no bid";
  if (!quote.ask) return "no ask";
  if (!quote.last_close) return "no last close to compare with";
  if (*quote.bid <= Price{}) return fmt::format("bid {} is not above zero", *quote.bid);
  if (*quote.ask <= Price{}) return fmt::format("ask {} is not above zero", *quote.ask);
  if (*quote.last_close <= Price{}) return fmt::format("last close {} is not above zero", *quote.last_close);
  if (*quote.bid > *quote.ask) return fmt::format("crossed: bid {} above ask {}", *quote.bid, *quote.ask);
  const double mid = 0.5 * (quote.bid->to_double() + quote.ask->to_double());
  const double move = mid / quote.last_close->to_double() - 1;
  if (std::abs(move) > options.max_price_move + 1e-12)
    return fmt::format("mid {:.4f} is {:+.2f} % from the last close {}, more than {:.2f} %", mid, 100 * move,
                       *quote.last_close, 100 * options.max_price_move);
  const double spread_bps = 1e4 * (*quote.ask - *quote.bid).to_double() / mid;
  if (spread_bps > options.max_spread_bps + 1e-9)
    return fmt::format("spread of {:.1f} bps is wider than {:.1f}", spread_bps, options.max_spread_bps);
  if (buy_limit(*quote.ask, options.limit_offset_bps, quote.tick) <= Price{})
    return fmt::format("ask {} lies below one tick of {}", *quote.ask, quote.tick);
  return std::nullopt;
}

}  // namespace bot::plan
