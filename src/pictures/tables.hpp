// The tables beside the page: what stands in a CSV as Parquet too, and the audit.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "pictures/story.hpp"

namespace bot::pictures {

// The bytes of a Parquet file with the columns of a CSV of ours: `date` as dates, a column of nothing but numbers and
// blanks as doubles (a blank is NaN), any other as text.
[[nodiscard]] Result<std::string> parquet_of_csv(std::string_view csv);
// An object a line: each trade, after a line of what was tested and before one of what it came to.
[[nodiscard]] std::string audit_lines(const Story& story);

}  // namespace bot::pictures
