// Dates and times as the protocol writes them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "gateway/habits.hpp"

namespace bot::gateway {

// "yyyymmdd-hh:mm:ss" (UTC), "yyyymmdd hh:mm:ss ZONE" (New York's names, UTC or GMT), without zone New York's; the
// date alone is its midnight in New York. Nothing: not a time.
[[nodiscard]] std::optional<UtcTime> parse_wire_time(std::string_view text);
// In the words of a machine in that zone.
[[nodiscard]] std::string greeting_time(UtcTime at, GreetingZone zone);
[[nodiscard]] std::string wire_time(UtcTime at);          // "20200316 15:55:00 US/Eastern"
[[nodiscard]] std::string wire_time_no_zone(UtcTime at);  // "20200316  15:55:00"
[[nodiscard]] std::string hours_and_minutes(UtcTime at);  // "15:55", New York

}  // namespace bot::gateway
