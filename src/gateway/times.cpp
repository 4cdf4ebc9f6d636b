#include "gateway/times.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"

namespace bot::gateway {
namespace {

constexpr std::string_view kNewYorkNames[] = {"US/Eastern", "America/New_York", "EST", "EDT", "EST5EDT", "ET"};
constexpr std::string_view kUtcNames[] = {"UTC", "GMT", "Etc/UTC", "Z"};

std::optional<Duration> parse_clock(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  constexpr std::int64_t kMax[] = {23, 59, 59};
  std::int64_t seconds = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = i < parts.size() ? parse_int(parts[i]) : std::optional<std::int64_t>(0);
    if (!number || *number < 0 || *number > kMax[i]) return std::nullopt;
    seconds = seconds * 60 + *number;
  }
  return std::chrono::seconds{seconds};
}

std::string clock_text(UtcTime at, std::string_view blanks) {
  const auto local = calendar::to_new_york(at);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(local.time_of_day).count();
  return fmt::format("{}{}{:02}:{:02}:{:02}", to_basic(local.date), blanks, seconds / 3600, seconds / 60 % 60,
                     seconds % 60);
}

}  // namespace

std::optional<UtcTime> parse_wire_time(std::string_view text) {
  text = trim(text);
  if (text.size() < 8) return std::nullopt;
  const auto date = parse_basic_date(text.substr(0, 8));
  if (!date) return std::nullopt;
  std::string_view rest = text.substr(8);
  if (rest.empty()) return calendar::from_new_york(*date, Duration{});
  const bool utc_form = rest.front() == '-';
  if (!utc_form && rest.front() != ' ') return std::nullopt;
  rest = trim(rest.substr(1));
  const std::size_t blank = rest.find(' ');
  const auto time_of_day = parse_clock(rest.substr(0, blank));
  if (!time_of_day) return std::nullopt;
  const std::string_view zone = blank == std::string_view::npos ? std::string_view() : trim(rest.substr(blank));
  const UtcTime as_utc{std::chrono::duration_cast<Duration>(date->time_since_epoch()) + *time_of_day};
  if (std::ranges::find(kUtcNames, zone) != std::end(kUtcNames)) return as_utc;
  if (zone.empty() ? !utc_form : std::ranges::find(kNewYorkNames, zone) != std::end(kNewYorkNames))
    return calendar::from_new_york(*date, *time_of_day);
  return zone.empty() ? std::optional(as_utc) : std::nullopt;
}

std::string wire_time(UtcTime at) { return clock_text(at, " ") + " US/Eastern"; }
std::string greeting_time(UtcTime at, GreetingZone zone) {
  switch (zone) {
    case GreetingZone::kNewYork:
      return wire_time(at);
    case GreetingZone::kBritishSummer: {
      const UtcTime local = at + std::chrono::hours{1};
      const auto day = std::chrono::floor<std::chrono::days>(local);
      const auto seconds = std::chrono::floor<std::chrono::seconds>(local - day).count();
      return fmt::format("{} {:02}:{:02}:{:02} British Summer Time", to_basic(Date{day.time_since_epoch()}),
                         seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
  }
  BOT_CHECK(false);
}
std::string wire_time_no_zone(UtcTime at) { return clock_text(at, "  "); }

std::string hours_and_minutes(UtcTime at) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(calendar::to_new_york(at).time_of_day).count();
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

}  // namespace bot::gateway
