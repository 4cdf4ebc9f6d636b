// A sentence or two in a report.
#pragma once

#include <string>
#include <string_view>

#include "report/table.hpp"

namespace bot::report {

// What of it may be printed, in lines no wider than the terminal; of a pipe or a very narrow one in a single line.
[[nodiscard]] std::string paragraph(std::string_view text, const TextStyle& style);

}  // namespace bot::report
