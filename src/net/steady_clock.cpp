#include "net/steady_clock.hpp"

#include <ctime>

#include "ports/machine_time.hpp"

namespace bot::net {
namespace {

// A correction up to this is the machine's time keeping at work and is followed; so is a clock that runs at another
// pace, up to ten times as fast. More at once is a hand that turned the clock.
constexpr Duration kMaxCorrection = std::chrono::seconds{5};
constexpr int kMaxPace = 12;

}  // namespace

UtcTime SteadyClock::at(const Reading& now) {
  const Duration passed = now.passed - last_.passed;
  const Duration turned = (now.wall - last_.wall) - passed;
  if (std::chrono::abs(turned) > kMaxCorrection + kMaxPace * passed) stepped_ += turned;
  last_ = now;
  return now.wall - stepped_;
}

SteadyClock::Reading read_clocks() {
  timespec passed{};
  clock_gettime(CLOCK_BOOTTIME, &passed);
  return {.wall = ports::machine_time(),
          .passed = std::chrono::duration_cast<Duration>(std::chrono::seconds{passed.tv_sec} +
                                                         std::chrono::nanoseconds{passed.tv_nsec})};
}

}  // namespace bot::net
