#include "calendar/new_york.hpp"

#include <date/tz.h>
#include <fmt/format.h>

#include <exception>

#include "base/check.hpp"
#include "base/text.hpp"

namespace bot::calendar {
namespace {

namespace chr = std::chrono;

constexpr const char* kZoneName = "America/New_York";

// Null when the time zone database is missing or damaged. Looked up once: the database is read from the disk.
const date::time_zone* new_york_zone() {
  static const date::time_zone* const zone = []() -> const date::time_zone* {
    try {
      const auto* found = date::locate_zone(kZoneName);
      (void)found->get_info(date::sys_seconds{});
      return found;
    } catch (const std::exception&) {
      return nullptr;
    }
  }();
  return zone;
}

const date::time_zone& zone_or_stop() {
  const auto* zone = new_york_zone();
  BOT_CHECK(zone != nullptr, "{} is not in the time zone database; check_time_zone() asks first", kZoneName);
  return *zone;
}

std::optional<Duration> parse_time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = parse_int(text.substr(0, 2)), minute = parse_int(text.substr(3, 2)),
             second = parse_int(text.substr(6, 2));
  if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
      *second > 59)
    return std::nullopt;
  return chr::hours{*hour} + chr::minutes{*minute} + chr::seconds{*second};
}

}  // namespace

Result<void> check_time_zone() {
  // 15:55 on a winter and on a summer day: a database that lacks the zone's rules would answer UTC to one of them.
  const auto* zone = new_york_zone();
  if (zone != nullptr && zone->get_info(date::sys_seconds{chr::seconds{1579121700}}).offset == chr::hours{-5} &&
      zone->get_info(date::sys_seconds{chr::seconds{1594929300}}).offset == chr::hours{-4})
    return {};
  return fail(ErrorCode::kData, fmt::format("the time zone database has no usable {}", kZoneName),
              "/usr/share/zoneinfo", "Install the package tzdata.");
}

NewYorkTime to_new_york(UtcTime time) {
  const auto seconds = chr::floor<chr::seconds>(time);
  const auto info = zone_or_stop().get_info(date::sys_seconds{seconds.time_since_epoch()});
  const auto local = chr::local_time<Duration>{time.time_since_epoch() + info.offset};
  const auto day = chr::floor<chr::days>(local);
  return {Date{day}, local - day};
}

UtcTime from_new_york(Date date, Duration time_of_day) {
  const auto local = chr::duration_cast<Duration>(date.time_since_epoch()) + time_of_day;
  const auto info = zone_or_stop().get_info(date::local_seconds{chr::floor<chr::seconds>(local)});
  if (info.result == date::local_info::nonexistent) return UtcTime{info.first.end.time_since_epoch()};
  return UtcTime{local - info.first.offset};
}

std::string new_york_text(UtcTime time) {
  const auto local = to_new_york(time);
  const auto seconds = chr::floor<chr::seconds>(local.time_of_day).count();
  return fmt::format("{} {:02}:{:02}:{:02} ET", to_iso(local.date), seconds / 3600, seconds / 60 % 60, seconds % 60);
}

Result<UtcTime> parse_new_york(std::string_view text) {
  const auto time_of_day = text.size() == 19 && text[10] == ' ' ? parse_time_of_day(text.substr(11)) : std::nullopt;
  const auto day = parse_date(text.substr(0, 10));
  if (!time_of_day || !day)
    return fail(ErrorCode::kUsage, fmt::format("'{}' is not a New York time", text), "",
                "Write it as YYYY-MM-DD hh:mm:ss, for example 2020-03-16 15:50:00.");
  return from_new_york(*day, *time_of_day);
}

}  // namespace bot::calendar
