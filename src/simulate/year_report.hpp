// A simulated year as a table of days and as JSON.
#pragma once

#include <string>

#include "report/json.hpp"
#include "report/table.hpp"
#include "simulate/year.hpp"

namespace bot::simulate {

[[nodiscard]] std::string year_text(const YearResult& year, const report::TextStyle& style);
[[nodiscard]] report::Json year_json(const YearResult& year);

}  // namespace bot::simulate
