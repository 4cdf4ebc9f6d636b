// What a start does about a lock that somebody else holds: one by hand says so at once; one by a timer waits, so that a
// look around the run (or a clock that jumped over several timers) does not cost the session.
#pragma once

#include <utility>

#include "net/loop.hpp"
#include "ports/log.hpp"

namespace bot::app {

enum class Patience { kByHand, kScheduled };

inline constexpr Duration kLockPatience = std::chrono::seconds(60);  // the longest look takes less
inline constexpr Duration kLockPause = std::chrono::milliseconds(250);

// make() again and again while its answer is kLocked, on the machine's own clock.
template <class Make>
auto once_unlocked(Patience patience, ports::Log& log, Make make) -> decltype(make()) {
  net::Loop wall_clock;
  const UtcTime end = wall_clock.now() + kLockPatience;
  for (bool told = false;; told = true) {
    auto made = make();
    const bool is_locked = !made && made.error().code == ErrorCode::kLocked;
    if (!is_locked || patience == Patience::kByHand || wall_clock.now() >= end || wall_clock.interrupted()) return made;
    if (!told) log.info("waiting: " + made.error().text());
    wall_clock.sleep_until(wall_clock.now() + kLockPause);
  }
}

}  // namespace bot::app
