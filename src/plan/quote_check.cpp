#include "plan/quote_check.hpp"

#include <fmt/format.h>

namespace bot::plan {
namespace {

std::optional<std::string> why_not_usable(const Quote& quote, UtcTime now, const QuoteLimits& limits) {
  if (quote.halted) return "trading is halted";
  if (limits.require_live && quote.type != MarketDataType::kLive)
    return fmt::format("market data of type {} where live data (1) is required", static_cast<int>(quote.type));
  const auto age = quote_age(quote, now);
  if (!age) return "no trade time, so its age is not known";
  if (*age < -limits.max_ahead) return "its trade time is ahead of the clock, so its age is not known";
  const double age_s = static_cast<double>(age->count()) / 1000;
  const double limit_s = is_delayed(quote.type) ? limits.max_age_delayed_s : limits.max_age_s;
  if (age_s > limit_s) return fmt::format("last trade {:.0f} s ago, more than {:.0f} s", age_s, limit_s);
  return std::nullopt;
}

}  // namespace

std::optional<Duration> quote_age(const Quote& quote, UtcTime now) {
  if (!quote.last_trade) return std::nullopt;
  return now - *quote.last_trade;
}

QuoteInput usable_quote(const Quote& quote, UtcTime now, Price tick, const QuoteLimits& limits) {
  return {.bid = quote.bid,
          .ask = quote.ask,
          .last_close = quote.previous_close,
          .tick = tick,
          .problem = why_not_usable(quote, now, limits)};
}

}  // namespace bot::plan
