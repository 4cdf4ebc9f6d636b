// One column of a Parquet file, whatever its physical type, as numbers or as dates. Throws what the library throws,
// and ColumnError for what is not ours to read; reading_failed() makes errors of both.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace parquet {
class ParquetFileReader;
}

namespace bot::parquet {

class ColumnError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The bytes outlive the reader.
[[nodiscard]] std::unique_ptr<::parquet::ParquetFileReader> open_in_memory(const std::string& bytes);
// Index of a top-level column, whatever its case, blanks for underscores; nothing when there is none of that name.
[[nodiscard]] std::optional<int> find_column(::parquet::ParquetFileReader& file, const std::string& name);
struct Numbers {
  std::vector<double> values;       // one a row; not a number for a null
  std::vector<std::uint8_t> nulls;  // 1 a row that has none; empty: every row has one
  [[nodiscard]] std::optional<double> at(std::size_t row) const {
    return !nulls.empty() && nulls[row] != 0 ? std::nullopt : std::optional(values[row]);
  }
};
[[nodiscard]] Numbers read_numbers(::parquet::ParquetFileReader& file, int column);
// date32, date as timestamp (any unit, also Impala's 96 bits), ISO text. A timestamp with a time zone is a date of that
// zone. A null is an error.
[[nodiscard]] std::vector<Date> read_dates(::parquet::ParquetFileReader& file, int column);
// One element a row; a null is an error.
[[nodiscard]] std::vector<std::string> read_texts(::parquet::ParquetFileReader& file, int column);

// In a catch block: what was thrown while `reading` (a column; empty: none yet), as a kData error of the file.
[[nodiscard]] tl::unexpected<Error> reading_failed(const std::string& reading, const std::string& path,
                                                   const std::string& fix);

}  // namespace bot::parquet
