// New York's clock. The only place that turns a civil date and time of day into an instant and back.
#pragma once

#include <string>
#include <string_view>

#include "base/time.hpp"

namespace bot::calendar {

struct NewYorkTime {
  Date date;
  Duration time_of_day{};  // since midnight, wall clock
};

// Where the time zone library looks for New York. It stops the process at a file that is no zone, so the composition
// root looks first, and refuses the zone data where the file is not whole.
inline constexpr const char* kZoneFile = "/usr/share/zoneinfo/America/New_York";
// Whether the bytes are a whole TZif file (RFC 8536): a header, the block of 32-bit data that it announces, the same
// again with 64 bits, and the rule that ends it.
[[nodiscard]] bool is_whole_zone(std::string_view bytes);
// From then on there is no zone data. Before anything else of this room is called.
void refuse_zone_data();

// kData when the time zone database is missing or lacks America/New_York; checked once by the composition root.
[[nodiscard]] Result<void> check_time_zone();
[[nodiscard]] NewYorkTime to_new_york(UtcTime time);
// An hour that does not exist (spring) is the instant of the jump; one that exists twice (autumn) is the first.
[[nodiscard]] UtcTime from_new_york(Date date, Duration time_of_day);
[[nodiscard]] std::string new_york_text(UtcTime time);    // "2020-03-16 15:55:00 ET"
[[nodiscard]] std::string new_york_minute(UtcTime time);  // "2020-03-16 15:55 ET"
[[nodiscard]] std::string new_york_clock(UtcTime time);   // "15:55:00"
// "2020-03-16 15:50:00" as New York wall clock.
[[nodiscard]] Result<UtcTime> parse_new_york(std::string_view text);

}  // namespace bot::calendar
