// A clock of the day that nobody can turn back or forward under a running program: it follows the system's clock
// through small corrections, and takes no part in its steps. Deadlines made of it are as good as monotonic ones.
#pragma once

#include "base/time.hpp"

namespace bot::net {

class SteadyClock {
 public:
  // The system's clock and one that only counts what has passed (with the time a machine slept), both read now.
  struct Reading {
    UtcTime wall{};
    Duration passed{};
  };
  explicit SteadyClock(const Reading& first) : last_(first) {}

  // The time of day, as of this reading. Readings come in their order, at most a few seconds apart.
  UtcTime at(const Reading& now);

 private:
  Reading last_;
  Duration stepped_{};  // by how much the system's clock was turned meanwhile
};

// Reads both clocks of this machine.
[[nodiscard]] SteadyClock::Reading read_clocks();

}  // namespace bot::net
