#include "pictures/tables.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/csv_reader.hpp"
#include "base/text.hpp"
#include "parquet/write_table.hpp"

namespace bot::pictures {
namespace {

parquet::Column typed(const std::string& name, std::vector<std::string> cells) {
  if (name == "date") {
    std::vector<Date> dates;
    for (const std::string& cell : cells) {
      const auto date = parse_date(cell);
      BOT_CHECK(date, "{}", cell);
      dates.push_back(*date);
    }
    return {name, std::move(dates)};
  }
  std::vector<double> numbers;
  for (const std::string& cell : cells) {
    const auto number = parse_double(cell);
    if (!number && !cell.empty()) return {name, std::move(cells)};
    numbers.push_back(number.value_or(std::numeric_limits<double>::quiet_NaN()));
  }
  return {name, std::move(numbers)};
}

}  // namespace

Result<std::string> parquet_of_csv(std::string_view csv) {
  CsvReader reader(csv, "csv");
  BOT_TRY_VOID(reader.read_header());
  std::vector<std::vector<std::string>> cells(reader.titles().size());
  while (reader.next()) {
    BOT_TRY_VOID(reader.check_width());
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i].emplace_back(reader.field(i));
  }
  std::vector<parquet::Column> columns;
  for (std::size_t i = 0; i < cells.size(); ++i) columns.push_back(typed(reader.titles()[i], std::move(cells[i])));
  return parquet::encode_table(columns);
}

std::string audit_lines(const Story& story) {
  using Json = nlohmann::ordered_json;
  const auto line = [](const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; };
  std::string text = line({{"event", "started"},
                           {"title", story.title},
                           {"what", story.subtitle},
                           {"version", story.version},
                           {"simulated", story.simulated},
                           {"from", to_iso(story.dates.front())},
                           {"to", to_iso(story.dates.back())},
                           {"equity", story.curves.front().equity.front()}});
  for (const Trade& trade : story.trades)
    text += line({{"event", "trade"},
                  {"date", to_iso(trade.date)},
                  {"symbol", trade.symbol},
                  {"side", name(trade.side)},
                  {"shares", trade.shares},
                  {"price", trade.price},
                  {"notional", trade.notional},
                  {"commission", trade.commission},
                  {"slippage", trade.slippage}});
  return text + line({{"event", "ended"},
                      {"equity", story.curves.front().equity.back()},
                      {"trades", story.trades.size()},
                      {"commission", story.curves.front().metrics.commission},
                      {"slippage", story.curves.front().metrics.slippage}});
}

}  // namespace bot::pictures
