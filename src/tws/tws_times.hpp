// Times and trading hours as TWS writes them: docs/protocol.md 8.3, 8.4.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/instrument.hpp"

namespace bot::tws {

// "yyyymmdd hh:mm:ss ZONE" (of the IANA database, or as Windows or Java calls it: zone_names.hpp), "yyyymmdd  hh:mm:ss"
// (taken as New York), "yyyymmdd-hh:mm:ss" (UTC). Nothing for a zone that is not known: such a time is not known.
[[nodiscard]] std::optional<UtcTime> parse_tws_time(std::string_view text);
[[nodiscard]] std::string format_utc(UtcTime time);  // "yyyymmdd-hh:mm:ss"

struct LiquidHours {
  std::vector<Date> days;           // of New York that the text speaks of, closed ones included, in its order
  std::vector<HoursInterval> open;  // pieces that adjoin are one
};
// liquidHours, whose times are those of the zone timeZoneId. Nothing of a zone that is not known; kProtocol when the
// text cannot be read.
[[nodiscard]] Result<LiquidHours> parse_liquid_hours(std::string_view text, std::string_view zone_name);

}  // namespace bot::tws
