// The cache on disk: one Parquet file a symbol, <folder>/<SYMBOL>.parquet, readable by pandas, polars and DuckDB.
// Columns: date (date32), open, high, low, close, volume (double), adj_close (double, null where there is none).
#pragma once

#include <string>

#include "ports/bar_store.hpp"

namespace bot::parquet {

class ParquetStore : public ports::BarStore {
 public:
  explicit ParquetStore(std::string folder);
  // Accepts date as date32, timestamp or text; integer, float or decimal columns; any codec of the library; a missing
  // adj_close. A null or missing number is NaN (validation's business). kData naming the path where the file is
  // damaged, lacks a column or holds something else.
  [[nodiscard]] Result<std::optional<BarSeries>> load(const Symbol& symbol) const override;
  // Temporary file, flush, rename, flush of the folder. Makes the folder. kIo with the path.
  Result<void> save(const BarSeries& series) override;
  [[nodiscard]] std::string path_of(const Symbol& symbol) const;

 private:
  std::string folder_;
};

// One file by its path; no file is an error here.
[[nodiscard]] Result<BarSeries> read_bars(const std::string& path, const Symbol& symbol);
// The bytes of the file that `save` would write.
[[nodiscard]] Result<std::string> encode_bars(const BarSeries& series);
[[nodiscard]] Result<BarSeries> decode_bars(const std::string& bytes, const std::string& path, const Symbol& symbol);

}  // namespace bot::parquet
