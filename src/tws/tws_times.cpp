#include "tws/tws_times.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "calendar/zones.hpp"
#include "tws/zone_names.hpp"

namespace bot::tws {
namespace {

constexpr std::string_view kNewYork = "America/New_York";

struct CivilTime {
  Date date;
  Duration of_day{};
};

// "hh:mm:ss" or "hhmm".
std::optional<Duration> parse_time_of_day(std::string_view text) {
  const bool colons = text.size() == 8 && text[2] == ':' && text[5] == ':';
  if (!colons && text.size() != 4) return std::nullopt;
  const auto hour = parse_int(text.substr(0, 2));
  const auto minute = parse_int(text.substr(colons ? 3 : 2, 2));
  const auto second = colons ? parse_int(text.substr(6, 2)) : std::optional<std::int64_t>(0);
  if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
      *second > 59) {
    return std::nullopt;
  }
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

std::optional<CivilTime> parse_civil_time(std::string_view date, std::string_view time) {
  const auto day = parse_basic_date(date);
  const auto of_day = parse_time_of_day(time);
  if (!day || !of_day) return std::nullopt;
  return CivilTime{*day, *of_day};
}

// "yyyymmdd:hhmm", or "hhmm" of the day `date`.
std::optional<UtcTime> parse_hours_instant(std::string_view text, std::string_view date, const std::string& zone) {
  const auto colon = text.find(':');
  const auto civil = colon == std::string_view::npos ? parse_civil_time(date, text)
                                                     : parse_civil_time(text.substr(0, colon), text.substr(colon + 1));
  if (!civil) return std::nullopt;
  return calendar::from_zone(zone, civil->date, civil->of_day);
}

// A session in pieces without a pause between them is one.
void add_open(HoursInterval piece, std::vector<HoursInterval>& open) {
  if (!open.empty() && open.back().closes == piece.opens)
    open.back().closes = piece.closes;
  else
    open.push_back(piece);
}

bool read_hours_of_day(std::string_view day, const std::string& zone, LiquidHours& hours) {
  const auto colon = day.find(':');
  if (colon == std::string_view::npos) return false;
  const auto date_text = day.substr(0, colon);
  const auto date = parse_basic_date(date_text);
  if (!date) return false;
  if (day.substr(colon + 1) == "CLOSED") {
    hours.days.push_back(*date);
    return true;
  }
  for (const auto session : split(day, ',')) {
    const auto dash = session.find('-');
    if (dash == std::string_view::npos) return false;
    const auto opens = parse_hours_instant(session.substr(0, dash), date_text, zone);
    const auto closes = parse_hours_instant(session.substr(dash + 1), date_text, zone);
    if (!opens || !closes || *closes < *opens) return false;
    const Date day_there = calendar::to_new_york(*opens).date;
    if (hours.days.empty() || hours.days.back() != day_there) hours.days.push_back(day_there);
    add_open({*opens, *closes}, hours.open);
  }
  return true;
}

}  // namespace

std::optional<UtcTime> parse_tws_time(std::string_view text) {
  if (text.size() < 17) return std::nullopt;
  const auto date = text.substr(0, 8);
  if (text[8] == '-') {
    const auto civil = text.size() == 17 ? parse_civil_time(date, text.substr(9)) : std::nullopt;
    if (!civil) return std::nullopt;
    return UtcTime{civil->date.time_since_epoch() + civil->of_day};
  }
  const auto rest = trim(text.substr(8));
  constexpr std::size_t kTimeLength = 8;
  if (rest.size() < kTimeLength) return std::nullopt;
  const auto civil = parse_civil_time(date, rest.substr(0, kTimeLength));
  if (!civil) return std::nullopt;
  const auto zone = trim(rest.substr(kTimeLength));
  return calendar::from_zone(zone.empty() ? std::string(kNewYork) : find_zone(zone), civil->date, civil->of_day);
}

std::string format_utc(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto of_day = std::chrono::floor<std::chrono::seconds>(time - day).count();
  return fmt::format("{}-{:02}:{:02}:{:02}", to_basic(Date{day.time_since_epoch()}), of_day / 3600, of_day / 60 % 60,
                     of_day % 60);
}

Result<LiquidHours> parse_liquid_hours(std::string_view text, std::string_view zone_name) {
  LiquidHours hours;
  const std::string zone = find_zone(zone_name);
  if (!calendar::knows_zone(zone)) return hours;
  for (const auto piece : split(text, ';')) {
    const auto day = trim(piece);
    if (!day.empty() && !read_hours_of_day(day, zone, hours)) {
      return fail(ErrorCode::kProtocol, fmt::format("liquid hours that cannot be read: {}", day));
    }
  }
  return hours;
}

}  // namespace bot::tws
