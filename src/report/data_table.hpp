// A table of values, as it is kept beside a report: the same as CSV and, by its values, as Parquet.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace bot::report {

struct DataTable {
  struct Column {
    std::string name;
    // NaN: no number.
    std::variant<std::vector<Date>, std::vector<double>, std::vector<std::string>> values;
  };
  std::string name;
  std::vector<Column> columns;  // of one length
};

// With a line of names; numbers as the shortest text that reads back equal, no number as an empty cell.
[[nodiscard]] std::string csv_text(const DataTable& table);

}  // namespace bot::report
