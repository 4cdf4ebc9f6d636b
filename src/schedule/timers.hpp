// When the units' timers fire, by New York's clock: every weekday before and after both closes, the full day's and the
// early one's. The program decides from the calendar what is due then (check_slots.hpp). The units are written from
// this, and the simulation fires by it.
#pragma once

#include <vector>

#include "base/time.hpp"
#include "schedule/options.hpp"

namespace bot::schedule {

// What the units on this machine are called.
inline constexpr const char* kUnitName = "portfolio-rebalance";

enum class Timer { kPreflight, kTrade, kWatchdog, kSummary };
enum class TimerDays { kWeekdays, kSundays };

struct TimerSlot {
  Timer timer = Timer::kTrade;
  TimerDays days = TimerDays::kWeekdays;
  Duration time_of_day{};  // since New York midnight
};
[[nodiscard]] std::vector<TimerSlot> timer_slots(const Options& options);

// For the trader on a day that closes early.
[[nodiscard]] Duration early_run(const Options& options);

}  // namespace bot::schedule
