// The New York Stock Exchange's days from 1990 to 2035, by rule. Inside of this room; everybody else asks Calendar.
#pragma once

#include <string_view>

#include "base/time.hpp"

namespace bot::calendar {

enum class DayKind { kWeekend, kHoliday, kSession };

struct DayRule {
  DayKind kind = DayKind::kSession;
  Duration opens{};  // New York wall clock; meaningless unless a session
  Duration closes{};
  std::string_view rule;
  std::string_view source;
  std::string_view definition{};  // which days the rule takes, and since when
};

inline constexpr Duration kRegularOpen = std::chrono::minutes{9 * 60 + 30};

[[nodiscard]] DayRule nyse_rule(Date date);
// Columbus Day and Veterans Day as the banks keep them: the exchange trades, nothing settles.
[[nodiscard]] bool is_bank_only_holiday(Date date);

}  // namespace bot::calendar
