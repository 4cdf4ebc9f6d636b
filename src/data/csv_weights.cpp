#include "data/csv_weights.hpp"

#include <limits>
#include <map>

#include "base/csv_reader.hpp"
#include "base/text.hpp"

namespace bot::data {
namespace {

constexpr const char* kWanted = "Wanted is date,symbol,weight or date and one column a symbol.";

double number_or_nan(std::string_view field) {
  return parse_double(trim(field)).value_or(std::numeric_limits<double>::quiet_NaN());
}

Result<WeightTable> read_long(CsvReader& csv, std::size_t date, std::size_t symbol, std::size_t weight) {
  WeightTable table;
  std::map<std::string, std::size_t, std::less<>> places;
  while (csv.next()) {
    BOT_TRY_VOID(csv.check_width());
    WeightCell cell{.weight = number_or_nan(csv.field(weight))};
    BOT_TRY(cell.date, csv.date(date));
    const auto [place, is_new] = places.try_emplace(std::string(csv.field(symbol)), table.symbols.size());
    if (is_new) table.symbols.push_back(place->first);
    cell.symbol = place->second;
    table.cells.push_back(cell);
  }
  return table;
}

Result<WeightTable> read_wide(CsvReader& csv, std::size_t date) {
  WeightTable table;
  std::vector<std::size_t> columns;
  for (std::size_t i = 0; i < csv.titles().size(); ++i) {
    if (i == date) continue;
    columns.push_back(i);
    table.symbols.push_back(csv.titles()[i]);
  }
  if (columns.empty()) return csv.failed("there is no column of a symbol", kWanted);
  while (csv.next()) {
    BOT_TRY_VOID(csv.check_width());
    BOT_TRY(const Date day, csv.date(date));
    for (std::size_t i = 0; i < columns.size(); ++i)
      table.cells.push_back({.date = day, .symbol = i, .weight = number_or_nan(csv.field(columns[i]))});
  }
  return table;
}

}  // namespace

Result<WeightTable> parse_weights_csv(std::string_view text, std::string_view where) {
  CsvReader csv(text, where);
  BOT_TRY_VOID(csv.read_header());
  auto date = csv.column("date");
  if (!date && csv.titles().front().empty()) date = 0;
  if (!date) return csv.failed("there is no column date", kWanted);
  const auto symbol = csv.column("symbol");
  const auto weight = csv.column("weight");
  if (symbol && weight) return read_long(csv, *date, *symbol, *weight);
  if (symbol || weight) return csv.failed(symbol ? "there is no column weight" : "there is no column symbol", kWanted);
  return read_wide(csv, *date);
}

}  // namespace bot::data
