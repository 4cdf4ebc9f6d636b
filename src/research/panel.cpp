#include "research/panel.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/check.hpp"
#include "data/validity.hpp"

namespace bot::research {
namespace {

// The rows that have a bar: first of each date, of those that can be a price.
struct PlacedBar {
  std::size_t session;
  const Bar* bar;
};

std::vector<PlacedBar> place_bars(std::span<const Bar> bars, std::span<const Date> sessions) {
  std::vector<PlacedBar> placed;
  placed.reserve(bars.size());
  auto next = sessions.begin();
  for (const Bar& bar : bars) {
    if (next == sessions.end() || *next != bar.date) next = std::ranges::lower_bound(sessions, bar.date);
    if (next == sessions.end() || *next != bar.date) continue;
    if (data::is_sound(bar)) placed.push_back({static_cast<std::size_t>(next - sessions.begin()), &bar});
    ++next;
  }
  const auto by_session = [](const PlacedBar& a, const PlacedBar& b) { return a.session < b.session; };
  if (!std::ranges::is_sorted(placed, by_session)) std::ranges::stable_sort(placed, by_session);
  const auto doubled = std::ranges::unique(placed, {}, &PlacedBar::session);
  placed.erase(doubled.begin(), doubled.end());
  return placed;
}

// One symbol's bars on their way into the panel, session after session.
class Column {
 public:
  Column(Panel& panel, const data::Options& options, std::size_t symbol, std::span<const Bar> bars, bool decided_on)
      : panel_(panel), symbol_(symbol) {
    BOT_CHECK(symbol < panel_.symbols.size(), "{} {}", symbol, panel_.symbols.size());
    if (std::ranges::any_of(bars, [&](const Bar& bar) { return bar.date < options.start; })) {
      std::ranges::remove_copy_if(bars, std::back_inserter(kept_),
                                  [&](const Bar& bar) { return bar.date < options.start; });
      bars = kept_;
    }
    placed_ = place_bars(bars, panel_.sessions);
    if (placed_.empty()) return;
    if (decided_on) {
      validity_ = data::validity_by_session(bars, panel_.sessions, options);
      panel_.broken_from[symbol] = validity_.broken_from;
    }
    adjusted_ = options.adjust == data::Adjust::kTotalReturn && placed_.front().bar->adj_close.has_value();
  }

  // Sessions ascend, none is left out.
  void fill(std::size_t session) {
    if (placed_.empty() || session < placed_.front().session) return;
    if (next_ < placed_.size() && placed_[next_].session == session) {
      take(session, *placed_[next_].bar);
      ++next_;
    } else if (age_ < 255) {
      ++age_;
    }
    panel_.close.at(session, symbol_) = close_;
    panel_.real_close.at(session, symbol_) = real_close_;
    panel_.age.at(session, symbol_) = age_;
    if (!validity_.passes.empty()) panel_.valid.at(session, symbol_) = validity_.passes[session];
  }

 private:
  void take(std::size_t session, const Bar& bar) {
    const bool scaled = adjusted_ && bar.adj_close;
    if (scaled) scale_ = *bar.adj_close / bar.close;
    close_ = scaled ? *bar.adj_close : bar.close * scale_;
    real_close_ = bar.close;
    panel_.high.at(session, symbol_) = bar.high * scale_;
    panel_.low.at(session, symbol_) = bar.low * scale_;
    if (panel_.has_opens()) {
      panel_.open.at(session, symbol_) = bar.open * scale_;
      panel_.real_open.at(session, symbol_) = bar.open;
    }
    age_ = kBarToday;
  }

  Panel& panel_;
  std::size_t symbol_;
  std::vector<Bar> kept_;  // where some are from before the start
  std::vector<PlacedBar> placed_;
  data::Validity validity_;  // empty: never valid
  bool adjusted_ = false;
  std::size_t next_ = 0;
  double close_ = 0;
  double real_close_ = 0;
  double scale_ = 1;  // a row that lacks its adj_close is no longer valid; what is held goes on at the one before
  BarAge age_ = kNoBarYet;
};

}  // namespace

std::optional<std::size_t> Panel::column_of(const Symbol& symbol) const {
  const auto found = std::ranges::lower_bound(symbols, symbol);
  if (found == symbols.end() || *found != symbol) return std::nullopt;
  return static_cast<std::size_t>(found - symbols.begin());
}

std::size_t Panel::row_from(Date date) const {
  return static_cast<std::size_t>(std::ranges::lower_bound(sessions, date) - sessions.begin());
}

PanelBuilder::PanelBuilder(std::vector<Symbol> symbols, Date first, Date last, const calendar::Calendar& calendar,
                           const PanelOptions& options)
    : options_(options) {
  std::ranges::sort(symbols);
  BOT_CHECK(std::ranges::adjacent_find(symbols) == symbols.end());
  panel_.symbols = std::move(symbols);
  panel_.sessions = calendar.session_dates(std::max(first, options.data.start), last);
  const std::size_t rows = panel_.sessions.size();
  const std::size_t columns = panel_.symbols.size();
  panel_.high = Matrix(rows, columns);
  panel_.low = Matrix(rows, columns);
  panel_.close = Matrix(rows, columns);
  panel_.real_close = Matrix(rows, columns);
  panel_.valid = Table<std::uint8_t>(rows, columns);
  panel_.age = Table<BarAge>(rows, columns);
  panel_.broken_from.assign(columns, rows);
  if (!options.with_opens) return;
  panel_.open = Matrix(rows, columns);
  panel_.real_open = Matrix(rows, columns);
}

void PanelBuilder::add(std::size_t symbol, std::span<const Bar> bars) {
  Column column(panel_, options_.data, symbol, bars, true);
  for (std::size_t session = 0; session < panel_.sessions.size(); ++session) column.fill(session);
}

void PanelBuilder::add_benchmark(std::size_t symbol, std::span<const Bar> bars) {
  Column column(panel_, options_.data, symbol, bars, false);
  for (std::size_t session = 0; session < panel_.sessions.size(); ++session) column.fill(session);
}

void PanelBuilder::add_neighbours(std::size_t first, std::span<const BarSeries> series) {
  std::vector<std::unique_ptr<Column>> columns;  // each looks into itself
  for (std::size_t i = 0; i < series.size(); ++i)
    columns.push_back(std::make_unique<Column>(panel_, options_.data, first + i, series[i].bars, true));
  for (std::size_t session = 0; session < panel_.sessions.size(); ++session)
    for (const auto& column : columns) column->fill(session);
}

Panel PanelBuilder::take() && {
  const auto has_any_bar = [&](std::size_t row) {
    const BarAge* age = panel_.age.row(row);
    return std::find(age, age + panel_.symbol_count(), kBarToday) != age + panel_.symbol_count();
  };
  std::size_t rows = panel_.sessions.size();
  while (rows > 0 && !has_any_bar(rows - 1)) --rows;
  panel_.sessions.resize(rows);
  for (Matrix* prices : {&panel_.open, &panel_.high, &panel_.low, &panel_.close, &panel_.real_open, &panel_.real_close})
    prices->drop_rows_from(rows);
  panel_.valid.drop_rows_from(rows);
  panel_.age.drop_rows_from(rows);
  return std::move(panel_);
}

}  // namespace bot::research
