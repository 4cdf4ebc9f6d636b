#include "report/history_report.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/money_text.hpp"
#include "calendar/new_york.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"

namespace bot::report {
namespace {

using Rows = std::vector<std::vector<std::string>>;

const std::vector<Column>& run_columns() {
  static const std::vector<Column> columns = {{.title = "id", .align = Align::kLeft},
                                              {.title = "session", .align = Align::kLeft},
                                              {.title = "mode", .align = Align::kLeft, .spare = true},
                                              {.title = "outcome", .align = Align::kLeft},
                                              {.title = "orders"},
                                              {.title = "filled", .spare = true}};
  return columns;
}

const std::vector<Column>& trade_columns() {
  static const std::vector<Column> columns = {{.title = "time", .align = Align::kLeft},
                                              {.title = "symbol", .align = Align::kLeft},
                                              {.title = "side", .align = Align::kLeft},
                                              {.title = "shares"},
                                              {.title = "price"},
                                              {.title = "commission", .spare = true},
                                              {.title = "key", .align = Align::kLeft, .spare = true}};
  return columns;
}

// Of one that was cut off, and of one that runs still.
constexpr std::string_view kNotEnded = "not_ended";

std::string outcome_of(const monitor::RecordedRun& run) {
  return std::string(run.result ? name(run.result->outcome) : kNotEnded);
}

Rows run_rows(std::span<const monitor::RecordedRun> runs) {
  Rows rows;
  for (const monitor::RecordedRun& run : runs)
    rows.push_back({run.id.value(), run.session ? to_iso(*run.session) : "", std::string(name(run.mode)),
                    outcome_of(run), std::to_string(run.orders), std::to_string(run.filled)});
  return rows;
}

// `commission_text` is how dollars are written.
template <class CommissionText>
Rows trade_rows(std::span<const monitor::Trade> trades, const CommissionText& commission_text) {
  const std::string missing = "not reported";
  Rows rows;
  for (const monitor::Trade& trade : trades)
    rows.push_back({trade.inferred ? "inferred"
                    : trade.time   ? calendar::new_york_text(*trade.time)
                                   : missing,
                    trade.symbol.value(), std::string(name(trade.side)), trade.shares.str(), price_text(trade.price),
                    trade.commission ? commission_text(*trade.commission) : missing, trade.key.value()});
  return rows;
}

std::string table_text(const std::vector<Column>& columns, const Rows& rows, const TextStyle& style,
                       const std::string& none) {
  if (rows.empty()) return none + "\n";
  Table table(columns);
  for (const auto& row : rows) {
    std::vector<Cell> cells;
    for (const std::string& field : row) cells.emplace_back(field);
    table.add(std::move(cells));
  }
  return table.render(style);
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

std::string write_csv(const std::vector<Column>& columns, const Rows& rows) {
  std::string text;
  const auto add = [&](const auto& fields) {
    std::string_view separator;
    for (const std::string& field : fields) {
      text += separator;
      text += csv_field(field);
      separator = ",";
    }
    text += '\n';
  };
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.push_back(column.title);
  add(titles);
  for (const auto& row : rows) add(row);
  return text;
}

}  // namespace

Json runs_json(std::span<const monitor::RecordedRun> runs) {
  Json document = report::document("runs");
  document["runs"] = Json::array();
  for (const monitor::RecordedRun& run : runs) {
    const auto& result = run.result;
    document["runs"].push_back(
        {{"id", run.id.value()},
         {"session", run.session ? Json(to_iso(*run.session)) : Json(nullptr)},
         {"mode", name(run.mode)},
         {"outcome", outcome_of(run)},
         {"exit_code", result ? Json(result->exit_code) : Json(nullptr)},
         {"orders", run.orders},
         {"filled", run.filled},
         {"equity", result && result->equity ? Json(result->equity->to_double()) : Json(nullptr)},
         {"simulated", result ? Json(result->simulated) : Json(nullptr)},
         {"started", to_iso(run.started)},
         {"ended", result ? Json(to_iso(result->ended)) : Json(nullptr)}});
  }
  return document;
}

std::string runs_text(std::span<const monitor::RecordedRun> runs, const TextStyle& style) {
  return table_text(run_columns(), run_rows(runs), style, "no run yet");
}

std::string runs_csv(std::span<const monitor::RecordedRun> runs) { return write_csv(run_columns(), run_rows(runs)); }

Json trades_json(std::span<const monitor::Trade> trades) {
  Json document = report::document("trades");
  document["trades"] = Json::array();
  for (const monitor::Trade& trade : trades)
    document["trades"].push_back(
        {{"time", trade.time ? Json(to_iso(*trade.time)) : Json(nullptr)},
         {"session", to_iso(trade.session)},
         {"symbol", trade.symbol.value()},
         {"side", name(trade.side)},
         {"shares", trade.shares.to_double()},
         {"price", trade.price.to_double()},
         {"commission", trade.commission ? Json(trade.commission->to_double()) : Json(nullptr)},
         {"key", trade.key.value()},
         {"inferred", trade.inferred}});
  return document;
}

std::string trades_text(std::span<const monitor::Trade> trades, const TextStyle& style) {
  return table_text(trade_columns(), trade_rows(trades, money_figure), style, "no fill yet");
}

std::string trades_csv(std::span<const monitor::Trade> trades) {
  return write_csv(trade_columns(), trade_rows(trades, [](Money money) { return money.str(); }));
}

}  // namespace bot::report
