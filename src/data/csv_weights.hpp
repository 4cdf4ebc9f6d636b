// The text of a file of target weights, `date,symbol,weight` or one column a symbol beside `date` (a first column
// without a title is the date too, as pandas writes an index). Pure; `where` is the file's name.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "model/weight_table.hpp"

namespace bot::data {

// Rows in any order, dates ISO. What is no finite number becomes NaN and is judged with its row; kData with file:line
// for what leaves open which row it is of: no date, a date that is none, a line cut off.
[[nodiscard]] Result<WeightTable> parse_weights_csv(std::string_view text, std::string_view where);

}  // namespace bot::data
