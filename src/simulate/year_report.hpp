// A simulated year as a table of days and as JSON.
#pragma once

#include <string>

#include "report/json.hpp"
#include "report/table.hpp"
#include "simulate/year.hpp"

namespace bot::simulate {

[[nodiscard]] std::string year_text(const Year& year, const report::TextStyle& style);
[[nodiscard]] report::Json year_json(const Year& year);

}  // namespace bot::simulate
