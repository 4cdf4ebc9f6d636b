// Civil dates of other places than New York, for data that names its zone.
#pragma once

#include <string>

#include "base/time.hpp"

namespace bot::calendar {

// An IANA name, "UTC" or a fixed offset like "+02:00".
[[nodiscard]] bool knows_zone(const std::string& zone);
// The date there at that instant; the zone is one that is known.
[[nodiscard]] Date local_date(UtcTime time, const std::string& zone);

}  // namespace bot::calendar
