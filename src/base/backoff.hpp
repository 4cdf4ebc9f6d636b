// Exponential back-off with jitter, as sums: no clock, no sleeping. Used for connections and data requests, never for
// an order.
#pragma once

#include <optional>
#include <string>

#include "base/check.hpp"
#include "base/rng.hpp"
#include "base/time.hpp"

namespace bot {

struct BackoffOptions {
  double initial_delay_s = 1;
  double multiplier = 2;
  double max_delay_s = 60;
  double jitter = 0.2;  // share of the delay, drawn evenly from [1 - jitter, 1 + jitter]
};

// The wait after failed attempt number `attempt` (1 is the first); never above max_delay_s.
[[nodiscard]] Duration delay_after(int attempt, const BackoffOptions& options, Rng& rng);
// "attempt 2 of 3, the next in 1.9 s" for the log; without a maximum it goes on by the clock, without a wait it was the
// last.
[[nodiscard]] std::string attempt_text(int attempt, std::optional<int> max_attempts, std::optional<Duration> wait);

}  // namespace bot
