#include "schedule/timers.hpp"

#include <utility>

#include "calendar/calendar.hpp"
#include "schedule/check_slots.hpp"

namespace bot::schedule {

Duration early_run(const Options& options) {
  return calendar::kEarlyClose - std::chrono::minutes{options.minutes_before_early_close};
}

std::vector<TimerSlot> timer_slots(const Options& options) {
  std::vector<TimerSlot> slots;
  const auto add = [&](Timer timer, Duration time_of_day, TimerDays days = TimerDays::kWeekdays) {
    slots.push_back({.timer = timer, .days = days, .time_of_day = time_of_day});
  };
  for (const auto& [run, close] :
       {std::pair{options.time, calendar::kRegularClose}, std::pair{early_run(options), calendar::kEarlyClose}}) {
    add(Timer::kPreflight, run - kBeforeRun);
    add(Timer::kTrade, run);
    add(Timer::kWatchdog, close + kWatchdogAfterClose);
    add(Timer::kSummary, close + kSummaryAfterClose);
  }
  add(Timer::kPreflight, kMorningCheck);
  add(Timer::kPreflight, kSundayCheck, TimerDays::kSundays);
  return slots;
}

}  // namespace bot::schedule
