// `bot calendar`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json calendar_json(const std::vector<calendar::Session>& sessions);
[[nodiscard]] std::string calendar_text(const std::vector<calendar::Session>& sessions, const TextStyle& style);

}  // namespace bot::report
