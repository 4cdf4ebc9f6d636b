// `bot calendar`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json calendar_json(const std::vector<calendar::Session>& sessions);
[[nodiscard]] std::string calendar_text(const std::vector<calendar::Session>& sessions, const TextStyle& style);

// One day, and by which rule it is what it is.
struct ExplainedDay {
  Date date{};
  calendar::Explanation why;
  std::optional<calendar::Session> session{};
  // By the settlement cycle of that time; the account of today settles T+1 whatever the year.
  std::optional<Date> settled_then{};
};
[[nodiscard]] nlohmann::ordered_json calendar_json(const ExplainedDay& day);
[[nodiscard]] std::string calendar_text(const ExplainedDay& day);

}  // namespace bot::report
