// Trading days of a year, for figures a year.
#pragma once

namespace bot::calendar {

// By convention: 365.25 days, five of seven of them weekdays, less nine holidays of the exchange, 252 in round figures.
inline constexpr double kSessionsPerYear = 252;

}  // namespace bot::calendar
