#include "simulate/timers.hpp"

#include <algorithm>

#include "calendar/new_york.hpp"
#include "schedule/check_slots.hpp"

namespace bot::simulate {
namespace {

constexpr Duration kClose = std::chrono::hours{16};
constexpr Duration kEarlyClose = std::chrono::hours{13};
constexpr Duration kMorning = std::chrono::hours{9} + std::chrono::minutes{45};
constexpr Duration kSundayEvening = std::chrono::hours{18};

}  // namespace

std::vector<Timer> timers_on(Date date, const schedule::Options& options) {
  using What = Timer::What;
  std::vector<Timer> timers;
  const auto add = [&](Duration time_of_day, What what) {
    timers.push_back({.at = calendar::from_new_york(date, time_of_day), .what = what});
  };
  const std::chrono::weekday weekday{date};
  if (weekday == std::chrono::Sunday) add(kSundayEvening, What::kPreflight);
  if (weekday == std::chrono::Sunday || weekday == std::chrono::Saturday) return timers;
  add(kMorning, What::kPreflight);
  const Duration early = kEarlyClose - std::chrono::minutes{options.minutes_before_early_close};
  for (const auto& [run, close] : {std::pair{early, kEarlyClose}, std::pair{options.time, kClose}}) {
    add(run - schedule::kBeforeRun, What::kPreflight);
    add(run, What::kTrade);
    add(close + schedule::kWatchdogAfterClose, What::kWatchdog);
    add(close + schedule::kSummaryAfterClose, What::kSummary);
  }
  std::ranges::stable_sort(timers, {}, &Timer::at);
  return timers;
}

}  // namespace bot::simulate
