// What to do when somebody else holds the lock. By hand: fail at once. By a timer: wait, so that a check that is still
// running (or a clock that jumped over several timers) does not cost the session.
#pragma once

#include <functional>

#include "net/loop.hpp"
#include "ports/retry.hpp"
#include "schedule/options.hpp"

namespace bot::app {

inline constexpr Duration kLockTimeout = std::chrono::seconds(60);  // the longest check takes less
inline constexpr double kLockPauseSeconds = 0.25;

// Calls make() until its answer is not kLocked, by the machine's own clock.
template <class T>
Result<T> once_unlocked(schedule::Start start, ports::Log& log, const std::function<Result<T>()>& make) {
  if (start == schedule::Start::kHand) return make();
  net::Loop wall_clock;
  Rng rng(0);  // no jitter is drawn
  ports::RetryPolicy policy{.backoff = {.initial_delay_s = kLockPauseSeconds, .multiplier = 1, .jitter = 0},
                            .max_attempts = std::nullopt,
                            .deadline = wall_clock.now() + kLockTimeout,
                            .on = {ErrorCode::kLocked}};
  bool logged = false;
  return ports::retry<T>(
      wall_clock, nullptr, rng, {}, [&] { return policy; },
      [&]() -> Result<T> {
        auto made = make();
        if (!made && made.error().code == ErrorCode::kLocked && !std::exchange(logged, true))
          log.info("waiting: " + made.error().text());
        return made;
      });
}

}  // namespace bot::app
