#include "report/data_table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/check.hpp"

namespace bot::report {
namespace {

struct AppendCell {
  fmt::memory_buffer& text;
  std::size_t row;
  void operator()(const std::vector<Date>& dates) const { append(to_iso(dates[row])); }
  void operator()(const std::vector<double>& numbers) const {
    if (!std::isnan(numbers[row])) fmt::format_to(fmt::appender(text), "{}", numbers[row]);
  }
  void operator()(const std::vector<std::string>& texts) const { append(texts[row]); }
  void append(std::string_view cell) const { text.append(cell.data(), cell.data() + cell.size()); }
};

std::size_t row_count(const DataTable::Column& column) {
  return std::visit([](const auto& values) { return values.size(); }, column.values);
}

}  // namespace

std::string csv_text(const DataTable& table) {
  BOT_CHECK(!table.columns.empty());
  fmt::memory_buffer text;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) text.push_back(',');
    AppendCell{text, 0}.append(table.columns[i].name);
  }
  text.push_back('\n');
  for (std::size_t row = 0; row < row_count(table.columns.front()); ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i > 0) text.push_back(',');
      std::visit(AppendCell{text, row}, table.columns[i].values);
    }
    text.push_back('\n');
  }
  return fmt::to_string(text);
}

}  // namespace bot::report
