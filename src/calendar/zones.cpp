#include "calendar/zones.hpp"

#include <date/tz.h>

#include <exception>
#include <optional>

#include "base/check.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"

namespace bot::calendar {
namespace {

// "+05:30", "-0400".
std::optional<std::chrono::minutes> fixed_offset(const std::string& zone) {
  if (zone == "UTC" || zone == "Z") return std::chrono::minutes{0};
  if (zone.size() < 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const auto hours = parse_int(zone.substr(1, 2)), minutes = parse_int(zone.substr(zone.size() - 2));
  if (!hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  return std::chrono::minutes{(*hours * 60 + *minutes) * (zone[0] == '-' ? -1 : 1)};
}

const date::time_zone* find_zone(const std::string& zone) {
  if (!check_time_zone()) return nullptr;  // without zone data nothing can be looked up
  try {
    return date::locate_zone(zone);
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

bool knows_zone(const std::string& zone) { return fixed_offset(zone) || find_zone(zone) != nullptr; }

Date local_date(UtcTime time, const std::string& zone) {
  Duration offset{};
  if (const auto fixed = fixed_offset(zone)) {
    offset = *fixed;
  } else {
    const date::time_zone* found = find_zone(zone);
    BOT_CHECK(found != nullptr, "{} is no known zone; knows_zone() asks first", zone);
    offset =
        found->get_info(date::sys_seconds{std::chrono::floor<std::chrono::seconds>(time).time_since_epoch()}).offset;
  }
  return Date{std::chrono::floor<std::chrono::days>(time + offset).time_since_epoch()};
}

std::optional<UtcTime> from_zone(const std::string& zone, Date date, Duration time_of_day) {
  namespace chr = std::chrono;
  const date::time_zone* found = find_zone(zone);
  if (found == nullptr) return std::nullopt;
  const auto local = chr::duration_cast<Duration>(date.time_since_epoch()) + time_of_day;
  const auto info = found->get_info(date::local_seconds{chr::floor<chr::seconds>(local)});
  if (info.result == date::local_info::nonexistent) return UtcTime{info.first.end.time_since_epoch()};
  return UtcTime{local - info.first.offset};
}

}  // namespace bot::calendar
