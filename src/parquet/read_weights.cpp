#include "parquet/read_weights.hpp"

#include <fmt/format.h>
#include <parquet/api/reader.h>

#include <limits>
#include <map>

#include "parquet/column_values.hpp"

namespace pq = ::parquet;

namespace bot::parquet {
namespace {

constexpr std::string_view kMark = "PAR1";
constexpr const char* kUnnamedIndex = "__index_level_0__";

WeightTable read_long(pq::ParquetFileReader& file, const std::vector<Date>& dates, int symbol, int weight) {
  const auto symbols = read_texts(file, symbol);
  const auto weights = read_numbers(file, weight);
  WeightTable table;
  std::map<std::string, std::size_t> places;
  for (std::size_t row = 0; row < dates.size(); ++row) {
    const auto [place, is_new] = places.try_emplace(symbols[row], table.symbols.size());
    if (is_new) table.symbols.push_back(place->first);
    table.cells.push_back({.date = dates[row], .symbol = place->second, .weight = weights.values[row]});
  }
  return table;
}

Numbers read_weights_of(pq::ParquetFileReader& file, int column, std::size_t rows) {
  // A column of nothing but nulls may have no numeric type.
  if (file.metadata()->schema()->Column(column)->logical_type()->is_null())
    return {.values = std::vector<double>(rows, std::numeric_limits<double>::quiet_NaN()), .nulls = {}};
  return read_numbers(file, column);
}

WeightTable read_wide(pq::ParquetFileReader& file, const std::vector<Date>& dates, int date, std::string& reading) {
  WeightTable table;
  const pq::SchemaDescriptor& schema = *file.metadata()->schema();
  for (int column = 0; column < schema.num_columns(); ++column) {
    if (column == date) continue;
    const std::string name = schema.Column(column)->path()->ToDotString();
    reading = name;
    if (schema.Column(column)->max_repetition_level() > 0) throw ColumnError("it holds lists");
    const auto weights = read_weights_of(file, column, dates.size());
    const std::size_t place = table.symbols.size();
    table.symbols.push_back(name);
    for (std::size_t row = 0; row < dates.size(); ++row)
      table.cells.push_back({.date = dates[row], .symbol = place, .weight = weights.values[row]});
  }
  if (table.symbols.empty()) throw ColumnError("there is no other: one a symbol is wanted");
  return table;
}

WeightTable decode_or_throw(const std::string& bytes, std::string& reading) {
  const auto file = open_in_memory(bytes);
  reading = "date";
  auto date = find_column(*file, "date");
  if (!date) date = find_column(*file, kUnnamedIndex);
  if (!date) throw ColumnError("it is missing");
  const std::vector<Date> dates = read_dates(*file, *date);
  reading = "symbol";
  const auto symbol = find_column(*file, "symbol");
  reading = "weight";
  const auto weight = find_column(*file, "weight");
  if (symbol && weight) return read_long(*file, dates, *symbol, *weight);
  if (symbol) throw ColumnError("it is missing");
  if (weight) {
    reading = "symbol";
    throw ColumnError("it is missing");
  }
  return read_wide(*file, dates, *date, reading);
}

}  // namespace

bool is_parquet(std::string_view bytes) { return bytes.starts_with(kMark); }

Result<WeightTable> decode_weights(const std::string& bytes, const std::string& path) {
  std::string reading;
  try {
    return decode_or_throw(bytes, reading);
  } catch (const std::exception&) {
    return reading_failed(reading, path, "Write the file again, whole.");
  }
}

}  // namespace bot::parquet
