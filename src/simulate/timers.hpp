// The units' timers of one day in the order of time, as systemd would fire them.
#pragma once

#include <vector>

#include "base/time.hpp"
#include "schedule/timers.hpp"

namespace bot::simulate {

struct TimerEvent {
  UtcTime at{};
  schedule::Timer timer = schedule::Timer::kTrade;
};
[[nodiscard]] std::vector<TimerEvent> timers_on(Date date, const schedule::Options& options);

}  // namespace bot::simulate
