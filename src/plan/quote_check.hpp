// A model Quote as the plan may use it: with the reason when it is too old, halted or not of the data type asked for.
#pragma once

#include "base/time.hpp"
#include "model/quote.hpp"
#include "plan/make_plan.hpp"

namespace bot::plan {

struct QuoteLimits {
  double max_age_s = 30;            // live and frozen
  double max_age_delayed_s = 1200;  // delayed
  Duration max_ahead{};             // of our clock: as far as clocks may be apart
  bool require_live = false;        // --live: type 1 only
};

// Age is measured by the exchange's trade time (ticks 45 and 88). Without one the age is not known and the quote is not
// used.
[[nodiscard]] QuoteInput usable_quote(const Quote& quote, UtcTime now, Price tick, const QuoteLimits& limits);
[[nodiscard]] std::optional<Duration> quote_age(const Quote& quote, UtcTime now);

}  // namespace bot::plan
