#include "research/walkforward.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "base/check.hpp"
#include "research/grid_search.hpp"

namespace bot::research {
namespace {

Date first_of_month(Date date) {
  const auto day = civil(date);
  return Date{day.year() / day.month() / std::chrono::day{1}};
}
Date months_later(Date first, int months) { return Date{civil(first) + std::chrono::months{months}}; }

// The rows of [from, before); empty: none.
std::optional<Rows> rows_between(const Panel& panel, Date from, Date before, const Rows& within) {
  const std::size_t first = std::max(panel.row_from(from), within.first);
  const std::size_t end = std::min(panel.row_from(before), within.last + 1);
  if (first >= end) return std::nullopt;
  return Rows{first, end - 1};
}

// The first month that begins with `row` or after it.
Date first_whole_month(const Panel& panel, std::size_t row, const calendar::Calendar& calendar) {
  const Date month = first_of_month(panel.sessions[row]);
  const auto before = calendar.last_before(panel.sessions[row]);
  return before && before->date >= month ? months_later(month, 1) : month;
}

std::vector<double> marks_of(const Panel& panel, const GridPoint& point, const Targets& targets, const Rows& rows,
                             BacktestOptions account) {
  account.first = rows.first;
  account.last = rows.last;
  account.drift_band = point.strategy.drift_band;
  return run_backtest(panel, targets, account).equity;
}

std::optional<std::vector<std::vector<double>>> search_plainly(const Panel& panel, std::span<const GridPoint> points,
                                                               std::span<const Rows> rows,
                                                               std::span<const std::uint8_t> due,
                                                               const SearchOptions& options,
                                                               const ParallelFor& parallel) {
  std::vector<std::vector<double>> objectives(rows.size(), std::vector<double>(points.size()));
  const bool done = parallel(points.size(), [&](std::size_t point) {
    const Targets targets = strategy_targets(panel, points[point].strategy.decide, due);
    for (std::size_t i = 0; i < rows.size(); ++i)
      objectives[i][point] =
          objective_of(options.objective, marks_of(panel, points[point], targets, rows[i], options.account));
  });
  if (!done) return std::nullopt;
  return objectives;
}

// Decisions are made once for all rows; then each of the rows is a piece of work.
std::optional<std::vector<std::vector<double>>> search_quickly(const Panel& panel, std::span<const GridPoint> points,
                                                               std::span<const Rows> rows,
                                                               std::span<const std::uint8_t> due,
                                                               const SearchOptions& options,
                                                               const ParallelFor& parallel) {
  const GridLayout layout(points);
  std::size_t first = panel.session_count();
  std::size_t last = 0;
  for (const Rows& one : rows) {
    first = std::min(first, one.first);
    last = std::max(last, one.last);
  }
  std::vector<std::vector<double>> objectives(rows.size(), std::vector<double>(points.size()));
  if (rows.empty()) return objectives;
  GridSearch search(layout, panel, due, options);
  if (!search.make_decisions(first, last)) return search_plainly(panel, points, rows, due, options, parallel);
  const bool done = parallel(rows.size(), [&](std::size_t i) { search.score(rows[i], objectives[i]); });
  if (!done) return std::nullopt;
  return objectives;
}

// What each choice decides on its test piece, on whose rows alone anything is decided.
Targets stitched_targets(const Panel& panel, std::span<const GridPoint> points, std::span<const WindowChoice> choices,
                         std::span<const std::uint8_t> due) {
  std::vector<std::size_t> chosen;  // points, each once
  for (const WindowChoice& choice : choices)
    if (std::ranges::find(chosen, choice.point) == chosen.end()) chosen.push_back(choice.point);
  std::vector<GridPoint> distinct;
  for (const std::size_t point : chosen) distinct.push_back(points[point]);
  const std::size_t first = choices.front().window.test.first;
  const std::size_t last = choices.back().window.test.last;
  Targets stitched(panel.session_count());
  const auto stitch = [&](const auto& add) {
    for (std::size_t row = 0; row < first; ++row) stitched.add_undecided();
    for (const WindowChoice& choice : choices) {
      const auto index = static_cast<std::size_t>(std::ranges::find(chosen, choice.point) - chosen.begin());
      for (std::size_t row = choice.window.test.first; row <= choice.window.test.last; ++row) add(index, row);
    }
    while (stitched.session_count() < panel.session_count()) stitched.add_undecided();
  };
  if (can_decide_quickly(panel, distinct)) {
    const GridLayout layout(distinct);
    const SearchOptions options;
    GridSearch search(layout, panel, due, options);
    if (search.make_decisions(first, last)) {
      stitch([&](std::size_t index, std::size_t row) { search.add_targets(index, row, stitched); });
      return stitched;
    }
  }
  std::vector<Targets> targets;
  for (const GridPoint& point : distinct) targets.push_back(strategy_targets(panel, point.strategy.decide, due));
  stitch([&](std::size_t index, std::size_t row) {
    if (targets[index].decided(row))
      stitched.add(targets[index].at(row));
    else
      stitched.add_undecided();
  });
  return stitched;
}

}  // namespace

std::optional<Rows> rows_with_bars(const Panel& panel) {
  for (std::size_t row = 0; row < panel.session_count(); ++row)
    for (std::size_t symbol = 0; symbol < panel.symbol_count(); ++symbol)
      if (panel.has_bar(row, symbol) && panel.valid.at(row, symbol) != 0) return Rows{row, panel.session_count() - 1};
  return std::nullopt;
}

std::vector<Window> walkforward_windows(const Panel& panel, const Rows& rows, int train_years, int oos_months,
                                        const calendar::Calendar& calendar) {
  std::vector<Window> windows;
  for (Date train = first_whole_month(panel, rows.first, calendar);; train = months_later(train, oos_months)) {
    const Date test = months_later(train, 12 * train_years);
    const auto train_rows = rows_between(panel, train, test, rows);
    const auto test_rows = rows_between(panel, test, months_later(test, oos_months), rows);
    if (!train_rows || !test_rows) return windows;
    windows.push_back({*train_rows, *test_rows});
  }
}

std::optional<std::vector<std::vector<double>>> search_grid(const Panel& panel, std::span<const GridPoint> points,
                                                            std::span<const Rows> rows,
                                                            std::span<const std::uint8_t> due,
                                                            const SearchOptions& options, const ParallelFor& parallel) {
  const bool is_quick = can_search_quickly(panel, points, options);
  return (is_quick ? search_quickly : search_plainly)(panel, points, rows, due, options, parallel);
}

std::vector<WindowChoice> choose_parameters(std::span<const Window> windows,
                                            const std::vector<std::vector<double>>& objectives) {
  BOT_CHECK(windows.size() == objectives.size(), "{} {}", windows.size(), objectives.size());
  std::vector<WindowChoice> choices;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const std::size_t best = best_of(objectives[i]);
    choices.push_back({windows[i], best, objectives[i][best]});
  }
  return choices;
}

AccountHistory run_out_of_sample(const Panel& panel, std::span<const GridPoint> points,
                                 std::span<const WindowChoice> choices, std::span<const std::uint8_t> due,
                                 const BacktestOptions& account) {
  BOT_CHECK(!choices.empty());
  BacktestOptions options = account;
  options.first = choices.front().window.test.first;
  options.last = choices.back().window.test.last;
  options.drift_bands.assign(panel.session_count(), account.drift_band);
  std::size_t next = options.first;
  for (const WindowChoice& choice : choices) {
    const Rows& piece = choice.window.test;
    BOT_CHECK(piece.first == next, "{} {}", piece.first, next);
    for (; next <= piece.last; ++next) options.drift_bands[next] = points[choice.point].strategy.drift_band;
  }
  return run_backtest(panel, stitched_targets(panel, points, choices, due), options);
}

std::vector<std::pair<std::string, Stability>> stability_of(const Grid& grid, std::span<const GridPoint> points,
                                                            std::span<const WindowChoice> choices) {
  std::vector<std::pair<std::string, Stability>> all;
  for (std::size_t key = 0; key < grid.size(); ++key) {
    std::vector<std::pair<double, std::size_t>> counts;  // value, how often; as first chosen
    Stability stability;
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const double value = points[choices[i].point].values[key];
      if (i > 0 && value != points[choices[i - 1].point].values[key]) ++stability.changes;
      const auto found = std::ranges::find(counts, value, &std::pair<double, std::size_t>::first);
      if (found == counts.end())
        counts.emplace_back(value, 1);
      else
        ++found->second;
    }
    const auto most = std::ranges::max_element(counts, {}, &std::pair<double, std::size_t>::second);
    if (most != counts.end()) {
      stability.mode = most->first;
      stability.share = static_cast<double>(most->second) / static_cast<double>(choices.size());
    }
    all.emplace_back(grid[key].first, stability);
  }
  return all;
}

bool WalkforwardWork::run(std::span<const std::size_t> items, const ParallelFor& parallel,
                          const Deliver& deliver) const {
  std::vector<GridPoint> points;
  for (const std::size_t item : items) points.push_back(points_[item]);
  std::vector<Rows> rows;
  for (const Window& window : windows_) rows.push_back(window.train);
  std::optional<std::vector<std::vector<double>>> objectives;
  if (can_search_quickly(panel_, points, options_)) {
    objectives = search_quickly(panel_, points, rows, due_, options_, parallel);
    if (!objectives) return false;
  }
  return parallel(points.size(), [&](std::size_t point) {
    const Targets targets = strategy_targets(panel_, points[point].strategy.decide, due_);
    std::vector<double> numbers;
    for (std::size_t i = 0; i < rows.size(); ++i)
      numbers.push_back(objectives ? (*objectives)[i][point]
                                   : objective_of(options_.objective,
                                                  marks_of(panel_, points[point], targets, rows[i], options_.account)));
    std::ranges::copy(marks_of(panel_, points[point], targets, whole_, options_.account), std::back_inserter(numbers));
    deliver(items[point], numbers);
  });
}

std::vector<std::vector<double>> WalkforwardWork::objectives(std::span<const double> numbers) const {
  std::vector<std::vector<double>> objectives(windows_.size());
  for (std::size_t window = 0; window < windows_.size(); ++window)
    for (std::size_t point = 0; point < points_.size(); ++point)
      objectives[window].push_back(numbers[point * numbers_per_item() + window]);
  return objectives;
}

std::vector<std::vector<double>> WalkforwardWork::trials(std::span<const double> numbers) const {
  std::vector<std::vector<double>> trials;
  for (std::size_t point = 0; point < points_.size(); ++point) {
    const auto own = numbers.subspan(point * numbers_per_item() + windows_.size(), whole_.count());
    trials.emplace_back(own.begin(), own.end());
  }
  return trials;
}

}  // namespace bot::research
