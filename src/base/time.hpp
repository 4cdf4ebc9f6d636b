// Absolute time and civil dates. A Date is a local day: it does not turn into an instant by itself; only `calendar`
// knows New York and makes one from the other.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bot {

using Duration = std::chrono::milliseconds;
using UtcTime = std::chrono::sys_time<Duration>;
using Date = std::chrono::local_days;

[[nodiscard]] inline Date make_date(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}
[[nodiscard]] inline std::chrono::year_month_day civil(Date date) { return std::chrono::year_month_day{date}; }

[[nodiscard]] std::string to_iso(Date date);                         // 2020-03-16
[[nodiscard]] std::string to_basic(Date date);                       // 20200316
[[nodiscard]] std::string to_iso(UtcTime time);                      // 2020-03-16T19:55:00Z, whole seconds (floor)
[[nodiscard]] std::string to_iso_millis(UtcTime time);               // 2020-03-16T19:55:00.250Z
[[nodiscard]] Result<Date> parse_date(std::string_view text);        // 2020-03-16
[[nodiscard]] Result<Date> parse_basic_date(std::string_view text);  // 20200316
[[nodiscard]] Result<UtcTime> parse_utc(std::string_view text);      // 2020-03-16T19:55:00Z, with or without .mmm

}  // namespace bot
