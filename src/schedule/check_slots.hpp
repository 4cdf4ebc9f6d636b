// Which of the day's checks is due at an instant. The timers only wake us; the calendar and the configuration decide,
// so that a timer at another day's slot (12:35 on a normal day, 15:35 before an early close, a holiday) finds nothing
// due. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "base/check.hpp"
#include "calendar/calendar.hpp"
#include "schedule/options.hpp"

namespace bot::schedule {

enum class PreflightSlot { kMorning, kSunday, kBeforeRun };
[[nodiscard]] constexpr std::string_view name(PreflightSlot slot) {
  switch (slot) {
    case PreflightSlot::kMorning:
      return "morning";
    case PreflightSlot::kSunday:
      return "sunday";
    case PreflightSlot::kBeforeRun:
      return "before_run";
  }
  BOT_CHECK(false);
}

inline constexpr Duration kMorningCheck = std::chrono::hours{9} + std::chrono::minutes{45};  // of a session's day
inline constexpr Duration kSundayCheck = std::chrono::hours{18};
inline constexpr Duration kBeforeRun = std::chrono::minutes{20};
inline constexpr Duration kWatchdogAfterClose = std::chrono::minutes{20};
inline constexpr Duration kSummaryAfterClose = std::chrono::minutes{35};

// Sessions: 09:45 and 20 minutes before the run; Sundays: 18:00 (New York). From a minute before to ten minutes after.
[[nodiscard]] std::optional<PreflightSlot> preflight_slot(UtcTime now, const Options& options,
                                                          const calendar::Calendar& calendar);
// Today's session once its close is so long past (a minute early counts), until New York midnight: a timer that fires
// late, after a suspend, still finds it.
[[nodiscard]] std::optional<calendar::Session> closed_today(UtcTime now, Duration after_close,
                                                            const calendar::Calendar& calendar);
// The last session whose close is past.
[[nodiscard]] std::optional<calendar::Session> last_closed(UtcTime now, const calendar::Calendar& calendar);

}  // namespace bot::schedule
