// New York's clock. The only place that turns a civil date and time of day into an instant and back.
#pragma once

#include <string>

#include "base/time.hpp"

namespace bot::calendar {

struct NewYorkTime {
  Date date;
  Duration time_of_day{};  // since midnight, wall clock
};

// kData when the time zone database is missing or lacks America/New_York; checked once by the composition root.
[[nodiscard]] Result<void> check_time_zone();
[[nodiscard]] NewYorkTime to_new_york(UtcTime time);
// An hour that does not exist (spring) is the instant of the jump; one that exists twice (autumn) is the first.
[[nodiscard]] UtcTime from_new_york(Date date, Duration time_of_day);
[[nodiscard]] std::string new_york_text(UtcTime time);  // "2020-03-16 15:55:00 ET"
// "2020-03-16 15:50:00" as New York wall clock.
[[nodiscard]] Result<UtcTime> parse_new_york(std::string_view text);

}  // namespace bot::calendar
