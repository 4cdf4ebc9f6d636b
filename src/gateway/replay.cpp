#include "gateway/replay.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <type_traits>

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "data/csv_bars.hpp"

namespace bot::gateway {
namespace {

Action as_action(const data::CorporateAction& action) {
  switch (action.kind) {
    case data::ActionKind::kDividend:
      return {action.ex_date, ActionKind::kDividend, action.value};
    case data::ActionKind::kSplit:
      return {action.ex_date, ActionKind::kSplit, action.value};
    case data::ActionKind::kSpinoff:
      return {action.ex_date, ActionKind::kSpinoff, action.value};
  }
  BOT_CHECK(false);
}

// Ascending, one a date, sessions only, and sane enough to draw a path in; the rest is left out.
std::vector<Row> usable(std::vector<Row> rows, Date first, const calendar::Calendar& calendar) {
  std::ranges::stable_sort(rows, {}, &Row::date);
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
  [[nodiscard]] SourceIdentity identity() const override { return identity_; }
  std::map<Symbol, History> histories_;
  SourceIdentity identity_;
};

std::string actions_folder(const std::string& folder, const ports::Files& files) {
  std::string inside = folder + "/actions";
  if (files.exists(inside)) return inside;
  std::string beside = folder + "/../actions";
  return files.exists(beside) ? beside : std::string();
}

Result<std::vector<Row>> load_rows(const Symbol& symbol, const std::string& path, bool is_csv,
                                   const ports::Files& files, const ports::BarStore* parquet) {
  std::vector<Bar> bars;
  if (is_csv) {
    BOT_TRY(const std::string text, files.read(path));
    BOT_TRY(bars, data::parse_bars_csv(text, path));
  } else {
    if (parquet == nullptr) return fail(ErrorCode::kConfig, "Parquet files need a store that reads them", path);
    BOT_TRY(auto series, parquet->load(symbol));
    if (series) bars = std::move(series->bars);
  }
  std::vector<Row> rows;
  for (const Bar& bar : bars)
    rows.push_back({bar.date, bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adj_close});
  return rows;
}

// What was read, to the bit: a row added or corrected makes it another market.
std::string fingerprint(const std::map<Symbol, History>& histories) {
  constexpr std::size_t kDigits = 12;
  Sha256 hash;
  const auto add = [&](const auto& value) {
    static_assert(std::is_trivially_copyable_v<std::remove_cvref_t<decltype(value)>>);
    hash.add({reinterpret_cast<const char*>(&value), sizeof value});
  };
  for (const auto& [symbol, history] : histories) {
    hash.add(symbol.value());
    add(history.rows.size());
    for (const Row& row : history.rows) {
      add(row.date);
      for (const double value : {row.open, row.high, row.low, row.close, row.volume}) add(value);
      add(row.adjusted_close.value_or(0));
    }
    add(history.actions.size());
    for (const Action& action : history.actions) {
      add(action.ex_date);
      add(action.kind);
      add(action.value);
    }
  }
  return hash.hex().substr(0, kDigits);
}

}  // namespace

Result<std::unique_ptr<HistorySource>> open_replay(const ReplayOptions& options, const ports::Files& files,
                                                   const ports::BarStore* parquet, const calendar::Calendar& calendar) {
  const auto names = files.list(options.folder);
  if (!names)
    return fail(ErrorCode::kConfig, "the replay folder cannot be read: " + names.error().message(), options.folder,
                "Name a folder of SYMBOL.csv or SYMBOL.parquet files.");
  auto replay = std::make_unique<Replay>();
  const std::string actions = actions_folder(options.folder, files);
  for (const std::string& name : *names) {
    const bool is_csv = name.size() > 4 && lower(name).ends_with(".csv");
    const bool is_parquet = name.size() > 8 && lower(name).ends_with(".parquet");
    if (!is_csv && !is_parquet) continue;
    const auto symbol = parse_symbol(name.substr(0, name.rfind('.')));
    if (!symbol || replay->histories_.contains(*symbol)) continue;
    BOT_TRY(std::vector<Row> rows, load_rows(*symbol, options.folder + "/" + name, is_csv, files, parquet));
    History history;
    history.rows = usable(std::move(rows), options.first_date, calendar);
    const std::string list = actions.empty() ? std::string() : actions + "/" + symbol->value() + ".csv";
    if (!list.empty() && files.exists(list)) {
      BOT_TRY(const std::string text, files.read(list));
      BOT_TRY(const auto listed, data::parse_actions_csv(text, list));
      for (const data::CorporateAction& action : listed) history.actions.push_back(as_action(action));
      for (Row& row : history.rows) row.adjusted_close.reset();  // the list says the same, and says it exactly
    }
    replay->histories_.emplace(*symbol, std::move(history));
  }
  if (replay->histories_.empty())
    return fail(ErrorCode::kConfig, "the replay folder has no SYMBOL.csv or SYMBOL.parquet", options.folder,
                "Name a folder that has some.");
  replay->identity_ = {.kind = SourceKind::kReplay, .detail = fingerprint(replay->histories_)};
  return std::unique_ptr<HistorySource>(std::move(replay));
}

}  // namespace bot::gateway
