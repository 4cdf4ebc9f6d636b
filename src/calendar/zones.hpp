// Wall clocks of other places than New York, for data and gateways that name their zone.
#pragma once

#include <optional>
#include <string>

#include "base/time.hpp"

namespace bot::calendar {

// An IANA name, "UTC" or a fixed offset like "+02:00".
[[nodiscard]] bool knows_zone(const std::string& zone);
// The date there at that instant; the zone is one that is known.
[[nodiscard]] Date local_date(UtcTime time, const std::string& zone);

// The instant at which a clock of this zone of the IANA time zone database shows that date and time of day; nothing for
// a zone that the database of this machine does not have. An hour that does not exist (spring) is the instant of the
// jump; one that exists twice (autumn) is the first.
[[nodiscard]] std::optional<UtcTime> from_zone(const std::string& zone, Date date, Duration time_of_day);

}  // namespace bot::calendar
