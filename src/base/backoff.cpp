#include "base/backoff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bot {

Duration delay_after(int attempt, const BackoffOptions& options, Rng& rng) {
  BOT_CHECK(attempt >= 1, "{}", attempt);
  // Bounded before it is infinite; far above every delay somebody waits for.
  const double growth = std::min(std::pow(options.multiplier, attempt - 1), 1e12);
  const double plain = options.initial_delay_s * growth;
  const double spread = 1.0 + options.jitter * (2.0 * rng.uniform() - 1.0);
  const double seconds = std::min(std::min(plain, options.max_delay_s) * spread, options.max_delay_s);
  return Duration{static_cast<std::int64_t>(std::llround(seconds * 1000.0))};
}

std::string attempt_text(int attempt, std::optional<int> max_attempts, std::optional<Duration> wait) {
  const std::string which =
      max_attempts ? fmt::format("attempt {} of {}", attempt, *max_attempts) : fmt::format("attempt {}", attempt);
  if (!wait) return which + ", the last";
  return fmt::format("{}, the next in {:.1f} s", which, static_cast<double>(wait->count()) / 1000);
}

}  // namespace bot
