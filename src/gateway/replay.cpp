#include "gateway/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"

namespace bot::gateway {
namespace {

constexpr std::string_view kColumns[] = {"date", "open", "high", "low", "close", "volume", "adj_close"};
constexpr std::size_t kRequiredColumns = 6;

struct Table {  // a CSV file cut into cells; header names in lower case
  std::vector<std::string> header;
  struct Line {
    std::size_t number = 0;
    std::vector<std::string_view> cells;
  };
  std::vector<Line> lines;
  std::string text;
};

Table cut_table(std::string text) {
  Table table;
  table.text = std::move(text);
  std::size_t number = 0;
  for (std::string_view line : split(table.text, '\n')) {
    ++number;
    if (number == 1 && line.substr(0, 3) == "\xEF\xBB\xBF") line.remove_prefix(3);
    if (trim(line).empty()) continue;
    std::vector<std::string_view> cells;
    for (const std::string_view cell : split(line, ',')) cells.push_back(trim(cell));
    if (table.header.empty())
      for (const std::string_view cell : cells) table.header.push_back(lower(cell));
    else
      table.lines.push_back({number, std::move(cells)});
  }
  return table;
}

std::optional<std::size_t> column(const Table& table, std::string_view name) {
  const auto found = std::find(table.header.begin(), table.header.end(), name);
  if (found == table.header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.header.begin());
}

tl::unexpected<Error> bad_line(const std::string& path, std::size_t line, std::string what) {
  return fail(ErrorCode::kConfig, std::move(what), fmt::format("{}:{}", path, line),
              "correct the file, or name another folder with --replay");
}

Result<std::vector<Row>> read_rows(const std::string& path, std::string text) {
  const Table table = cut_table(std::move(text));
  std::optional<std::size_t> at[std::size(kColumns)];
  for (std::size_t i = 0; i < std::size(kColumns); ++i) {
    at[i] = column(table, kColumns[i]);
    if (!at[i] && i < kRequiredColumns) return bad_line(path, 1, fmt::format("no column {}", kColumns[i]));
  }
  std::vector<Row> rows;
  for (const Table::Line& line : table.lines) {
    if (line.cells.size() < kRequiredColumns) return bad_line(path, line.number, "too few columns");
    const auto cell = [&](std::size_t i) -> std::string_view {
      return at[i] && *at[i] < line.cells.size() ? line.cells[*at[i]] : std::string_view();
    };
    const auto date = parse_date(cell(0).substr(0, 10));
    if (!date) return bad_line(path, line.number, fmt::format("not a date: {}", cell(0)));
    Row row;
    row.date = *date;
    double* const numbers[] = {&row.open, &row.high, &row.low, &row.close, &row.volume};
    for (std::size_t i = 0; i < std::size(numbers); ++i) {
      const auto number = parse_double(cell(i + 1));
      if (!number) return bad_line(path, line.number, fmt::format("{} is not a number", kColumns[i + 1]));
      *numbers[i] = *number;
    }
    if (!cell(6).empty()) row.adjusted_close = parse_double(cell(6));
    rows.push_back(row);
  }
  return rows;
}

Result<std::vector<Action>> read_actions(const std::string& path, std::string text) {
  const Table table = cut_table(std::move(text));
  const auto date_at = column(table, "ex_date"), kind_at = column(table, "kind"), value_at = column(table, "value");
  if (!date_at || !kind_at || !value_at) return bad_line(path, 1, "the columns are ex_date,kind,value");
  std::vector<Action> actions;
  for (const Table::Line& line : table.lines) {
    if (line.cells.size() <= std::max({*date_at, *kind_at, *value_at}))
      return bad_line(path, line.number, "too few columns");
    const auto date = parse_date(line.cells[*date_at]);
    const auto value = parse_double(line.cells[*value_at]);
    const std::string kind = lower(line.cells[*kind_at]);
    if (!date || !value || !(*value > 0)) return bad_line(path, line.number, "not an ex-date and a value above 0");
    Action action{*date, ActionKind::kDividend, *value};
    if (kind == "split")
      action.kind = ActionKind::kSplit;
    else if (kind == "spinoff")
      action.kind = ActionKind::kSpinoff;
    else if (kind != "dividend")
      return bad_line(path, line.number, fmt::format("kind is dividend, split or spinoff, not {}", kind));
    actions.push_back(action);
  }
  std::stable_sort(actions.begin(), actions.end(), [](const Action& a, const Action& b) { return a.ex_date < b.ex_date; });
  return actions;
}

// Ascending, one a date, sessions only, and sane enough to draw a path in; the rest is left out.
std::vector<Row> usable(std::vector<Row> rows, Date first, const calendar::Calendar& calendar) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.date < b.date; });
  std::vector<Row> kept;
  for (const Row& row : rows) {
    const bool sane = std::isfinite(row.open) && std::isfinite(row.close) && row.low > 0 && row.open > 0 &&
                      row.close > 0 && row.high >= std::max(row.open, row.close) &&
                      row.low <= std::min(row.open, row.close) && row.volume >= 0;
    if (!sane || row.date < first || !calendar.is_session(row.date)) continue;
    if (!kept.empty() && kept.back().date == row.date) continue;
    kept.push_back(row);
  }
  return kept;
}

class Replay final : public HistorySource {
 public:
  [[nodiscard]] const History* find(const Symbol& symbol) override {
    const auto found = histories_.find(symbol);
    return found == histories_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] std::vector<Symbol> symbols() const override {
    std::vector<Symbol> all;
    for (const auto& [symbol, history] : histories_) all.push_back(symbol);
    return all;
  }
  std::map<Symbol, History> histories_;
};

std::string actions_folder(const std::string& folder, const ports::Files& files) {
  const std::string inside = folder + "/actions";
  if (files.exists(inside)) return inside;
  const std::string beside = folder + "/../actions";
  return files.exists(beside) ? beside : std::string();
}

Result<std::vector<Row>> load_rows(const Symbol& symbol, const std::string& path, bool is_csv, const ports::Files& files,
                                   const ports::BarStore* parquet) {
  if (is_csv) {
    BOT_TRY(std::string text, files.read(path));
    return read_rows(path, std::move(text));
  }
  if (parquet == nullptr) return fail(ErrorCode::kConfig, "Parquet files need a store that reads them", path);
  BOT_TRY(const auto series, parquet->load(symbol));
  std::vector<Row> rows;
  if (!series) return rows;
  for (const Bar& bar : series->bars)
    rows.push_back({bar.date, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adj_close});
  return rows;
}

}  // namespace

Result<std::unique_ptr<HistorySource>> open_replay(const ReplayOptions& options, const ports::Files& files,
                                                   const ports::BarStore* parquet, const calendar::Calendar& calendar) {
  const auto names = files.list(options.folder);
  if (!names)
    return fail(ErrorCode::kConfig, "the replay folder cannot be read: " + names.error().what, options.folder,
                "name a folder of SYMBOL.csv or SYMBOL.parquet files");
  auto replay = std::make_unique<Replay>();
  const std::string actions = actions_folder(options.folder, files);
  for (const std::string& name : *names) {
    const bool is_csv = name.size() > 4 && lower(name).ends_with(".csv");
    const bool is_parquet = name.size() > 8 && lower(name).ends_with(".parquet");
    if (!is_csv && !is_parquet) continue;
    const auto symbol = parse_symbol(name.substr(0, name.rfind('.')));
    if (!symbol || replay->histories_.count(*symbol) > 0) continue;
    BOT_TRY(std::vector<Row> rows,
            load_rows(*symbol, options.folder + "/" + name, is_csv, files, parquet));
    History history;
    history.rows = usable(std::move(rows), options.first_date, calendar);
    const std::string list = actions.empty() ? std::string() : actions + "/" + symbol->value() + ".csv";
    if (!list.empty() && files.exists(list)) {
      BOT_TRY(std::string text, files.read(list));
      BOT_TRY(history.actions, read_actions(list, std::move(text)));
      for (Row& row : history.rows) row.adjusted_close.reset();  // the list says the same, and says it exactly
    }
    replay->histories_.emplace(*symbol, std::move(history));
  }
  if (replay->histories_.empty())
    return fail(ErrorCode::kConfig, "the replay folder has no SYMBOL.csv or SYMBOL.parquet", options.folder,
                "name a folder that has some");
  return std::unique_ptr<HistorySource>(std::move(replay));
}

}  // namespace bot::gateway
