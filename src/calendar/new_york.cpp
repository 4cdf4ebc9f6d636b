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

bool zone_data_refused = false;  // by the composition root, before anything was looked up

// Null when the time zone database is missing or damaged. Looked up once: the database is read from the disk.
const date::time_zone* new_york_zone() {
  static const date::time_zone* const zone = []() -> const date::time_zone* {
    if (zone_data_refused) return nullptr;
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

// The offset changes twice a year: the one that was looked up last nearly always holds for the next question too.
thread_local date::sys_info last_offset{};

const date::sys_info& offset_at(date::sys_seconds instant) {
  if (instant < last_offset.begin || instant >= last_offset.end) last_offset = zone_or_stop().get_info(instant);
  return last_offset;
}

// A day away from where it begins and ends an offset is the only one that a wall clock can mean.
bool is_offset_of(const date::sys_info& info, date::local_seconds wall) {
  const date::sys_seconds instant{wall.time_since_epoch() - info.offset};
  return instant - chr::days{1} >= info.begin && instant + chr::days{1} < info.end;
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

bool is_whole_zone(std::string_view bytes) {
  constexpr std::size_t kHeader = 44;
  constexpr std::size_t kCounts = 20;
  for (const std::size_t time_size : {std::size_t{4}, std::size_t{8}}) {
    if (bytes.size() < kHeader || !bytes.starts_with("TZif")) return false;
    const auto count = [&](std::size_t index) {
      std::size_t value = 0;
      for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | static_cast<std::uint8_t>(bytes[kCounts + 4 * index + i]);
      return value;
    };
    const std::size_t is_utc = count(0), is_standard = count(1), leaps = count(2), times = count(3), types = count(4),
                      letters = count(5);
    const std::size_t data =
        times * (time_size + 1) + types * 6 + letters + leaps * (time_size + 4) + is_standard + is_utc;
    if (types == 0 || letters == 0 || bytes.size() < kHeader + data) return false;
    if (bytes[4] == '\0') return true;  // version 1 has no second part
    bytes.remove_prefix(kHeader + data);
  }
  return bytes.size() > 2 && bytes.front() == '\n' && bytes.back() == '\n';
}

void refuse_zone_data() { zone_data_refused = true; }

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
  const Duration offset = offset_at(date::sys_seconds{seconds.time_since_epoch()}).offset;
  const auto local = chr::local_time<Duration>{time.time_since_epoch() + offset};
  const auto day = chr::floor<chr::days>(local);
  return {Date{day}, local - day};
}

UtcTime from_new_york(Date date, Duration time_of_day) {
  const auto local = chr::duration_cast<Duration>(date.time_since_epoch()) + time_of_day;
  const date::local_seconds wall{chr::floor<chr::seconds>(local)};
  if (is_offset_of(last_offset, wall)) return UtcTime{local - last_offset.offset};
  const auto info = zone_or_stop().get_info(wall);
  if (info.result == date::local_info::nonexistent) return UtcTime{info.first.end.time_since_epoch()};
  last_offset = info.first;
  return UtcTime{local - info.first.offset};
}

std::string new_york_text(UtcTime time) {
  return fmt::format("{} {} ET", to_iso(to_new_york(time).date), new_york_clock(time));
}

std::string new_york_minute(UtcTime time) {
  const auto local = to_new_york(time);
  const auto minutes = chr::floor<chr::minutes>(local.time_of_day).count();
  return fmt::format("{} {:02}:{:02} ET", to_iso(local.date), minutes / 60, minutes % 60);
}

std::string new_york_clock(UtcTime time) {
  const auto seconds = chr::floor<chr::seconds>(to_new_york(time).time_of_day).count();
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

Result<UtcTime> parse_new_york(std::string_view text) {
  const auto time_of_day = text.size() == 19 && text[10] == ' ' ? parse_time_of_day(text.substr(11)) : std::nullopt;
  const auto day = parse_date(text.substr(0, 10));
  if (!time_of_day || !day)
    return fail(ErrorCode::kUsage, fmt::format("'{}' is not a New York time", text), "",
                "Write it as YYYY-MM-DD hh:mm:ss, for example 2020-03-16 15:50:00.");
  BOT_TRY_VOID(check_time_zone());
  return from_new_york(*day, *time_of_day);
}

}  // namespace bot::calendar
