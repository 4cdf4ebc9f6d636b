// A Parquet file of target weights: `date`, `symbol`, `weight`, or one column a symbol beside `date` (an index without
// a name, as pandas writes it, is the date too). Columns of any type the cache's reader takes.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/weight_table.hpp"

namespace bot::parquet {

// By the mark that every Parquet file begins with.
[[nodiscard]] bool is_parquet(std::string_view bytes);
// What is null becomes NaN and is judged with its row; kData naming the path where the file cannot be read.
[[nodiscard]] Result<WeightTable> decode_weights(const std::string& bytes, const std::string& path);

}  // namespace bot::parquet
