#include "simulate/timers.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "calendar/new_york.hpp"

namespace bot::simulate {
namespace {

bool is_on(schedule::TimerDays days, Date date) {
  const std::chrono::weekday weekday{date};
  switch (days) {
    case schedule::TimerDays::kWeekdays:
      return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday;
    case schedule::TimerDays::kSundays:
      return weekday == std::chrono::Sunday;
  }
  BOT_CHECK(false);
}

}  // namespace

std::vector<TimerEvent> timers_on(Date date, const schedule::Options& options) {
  std::vector<TimerEvent> events;
  for (const schedule::TimerSlot& slot : schedule::timer_slots(options))
    if (is_on(slot.days, date))
      events.push_back({.at = calendar::from_new_york(date, slot.time_of_day), .timer = slot.timer});
  std::ranges::stable_sort(events, {}, &TimerEvent::at);
  return events;
}

}  // namespace bot::simulate
