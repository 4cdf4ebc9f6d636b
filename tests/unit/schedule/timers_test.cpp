#include "schedule/timers.hpp"

#include <gtest/gtest.h>

namespace bot::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

std::vector<Duration> times(Timer timer, TimerDays days, const Options& options = {}) {
  std::vector<Duration> found;
  for (const TimerSlot& slot : timer_slots(options))
    if (slot.timer == timer && slot.days == days) found.push_back(slot.time_of_day);
  return found;
}

TEST(Timers, FireBeforeAndAfterBothClosesOfEveryWeekday) {
  using Times = std::vector<Duration>;
  EXPECT_EQ(times(Timer::kTrade, TimerDays::kWeekdays), (Times{hours{15} + minutes{55}, hours{12} + minutes{55}}));
  EXPECT_EQ(times(Timer::kPreflight, TimerDays::kWeekdays),
            (Times{hours{15} + minutes{35}, hours{12} + minutes{35}, hours{9} + minutes{45}}));
  EXPECT_EQ(times(Timer::kWatchdog, TimerDays::kWeekdays), (Times{hours{16} + minutes{20}, hours{13} + minutes{20}}));
  EXPECT_EQ(times(Timer::kSummary, TimerDays::kWeekdays), (Times{hours{16} + minutes{35}, hours{13} + minutes{35}}));
  EXPECT_EQ(times(Timer::kPreflight, TimerDays::kSundays), (Times{hours{18}}));
  EXPECT_EQ(times(Timer::kTrade, TimerDays::kSundays), Times{});
}

TEST(Timers, FollowTheConfiguredTimeOfTheRun) {
  const Options options{.time = hours{15} + minutes{40}, .minutes_before_early_close = 30};
  using Times = std::vector<Duration>;
  EXPECT_EQ(times(Timer::kTrade, TimerDays::kWeekdays, options),
            (Times{hours{15} + minutes{40}, hours{12} + minutes{30}}));
  EXPECT_EQ(times(Timer::kPreflight, TimerDays::kWeekdays, options),
            (Times{hours{15} + minutes{20}, hours{12} + minutes{10}, hours{9} + minutes{45}}));
}

}  // namespace
}  // namespace bot::schedule
