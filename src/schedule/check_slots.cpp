#include "schedule/check_slots.hpp"

#include "calendar/new_york.hpp"
#include "schedule/schedule.hpp"

namespace bot::schedule {
namespace {

constexpr Duration kEarly = std::chrono::minutes{1};
constexpr Duration kLate = std::chrono::minutes{10};

bool is_about(UtcTime now, UtcTime slot) { return now >= slot - kEarly && now <= slot + kLate; }

}  // namespace

std::optional<PreflightSlot> preflight_slot(UtcTime now, const Options& options, const calendar::Calendar& calendar) {
  const Date today = calendar::to_new_york(now).date;
  if (std::chrono::weekday(std::chrono::sys_days(today.time_since_epoch())) == std::chrono::Sunday)
    return is_about(now, calendar::from_new_york(today, kSundayCheck)) ? std::optional(PreflightSlot::kSunday)
                                                                       : std::nullopt;
  const auto session = calendar.session_on(today);
  if (!session) return std::nullopt;
  if (is_about(now, deadlines_of(*session, options).scheduled - kBeforeRun)) return PreflightSlot::kBeforeRun;
  if (is_about(now, calendar::from_new_york(today, kMorningCheck))) return PreflightSlot::kMorning;
  return std::nullopt;
}

std::optional<calendar::Session> closed_today(UtcTime now, Duration after_close, const calendar::Calendar& calendar) {
  const auto session = calendar.session_on(calendar::to_new_york(now).date);
  return session && now >= session->closes + after_close - kEarly ? session : std::nullopt;
}

std::optional<calendar::Session> last_closed(UtcTime now, const calendar::Calendar& calendar) {
  auto session = calendar.on_or_before(calendar::to_new_york(now).date);
  if (session && session->closes > now) session = calendar.last_before(session->date);
  return session;
}

}  // namespace bot::schedule
