// `bot status` as text and JSON. Pure.
#pragma once

#include <string>

#include "monitor/status.hpp"
#include "report/json.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] Json status_json(const monitor::AccountStatus& status);
[[nodiscard]] std::string status_text(const monitor::AccountStatus& status, const TextStyle& style);

}  // namespace bot::report
