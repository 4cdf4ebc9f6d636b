// A table of any columns as a Parquet file, readable by pandas, polars and DuckDB.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace bot::parquet {

struct Column {
  std::string name;
  std::variant<std::vector<Date>, std::vector<double>, std::vector<std::string>> values;  // date32, double, UTF-8
};

// Columns of one length, at least one. The bytes of the file.
[[nodiscard]] Result<std::string> encode_table(const std::vector<Column>& columns);

}  // namespace bot::parquet
