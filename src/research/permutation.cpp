#include "research/permutation.hpp"

#include <algorithm>
#include <numeric>

#include "base/check.hpp"
#include "base/rng.hpp"

namespace bot::research {
namespace {

bool has_every_day(const Panel& panel, const Rows& rows, std::size_t symbol) {
  for (std::size_t row = rows.first; row <= rows.last; ++row)
    if (!panel.has_bar(row, symbol) || panel.valid.at(row, symbol) == 0) return false;
  return true;
}

template <class Value>
Table<Value> copy_of(const Table<Value>& table, std::size_t rows, std::span<const std::size_t> columns) {
  Table<Value> copy(rows, columns.size());
  if (table.rows() == 0) return Table<Value>();
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < columns.size(); ++i) copy.at(row, i) = table.at(row, columns[i]);
  return copy;
}

Panel part_of(const Panel& panel, std::size_t rows, std::span<const std::size_t> columns) {
  Panel part;
  for (const std::size_t column : columns) part.symbols.push_back(panel.symbols[column]);
  part.sessions.assign(panel.sessions.begin(), panel.sessions.begin() + static_cast<std::ptrdiff_t>(rows));
  part.open = copy_of(panel.open, rows, columns);
  part.high = copy_of(panel.high, rows, columns);
  part.low = copy_of(panel.low, rows, columns);
  part.close = copy_of(panel.close, rows, columns);
  part.real_open = copy_of(panel.real_open, rows, columns);
  part.real_close = copy_of(panel.real_close, rows, columns);
  part.valid = copy_of(panel.valid, rows, columns);
  part.age = copy_of(panel.age, rows, columns);
  return part;
}

// Puts the day of `from` at `to`, whose row before is there already.
void place_day(const Panel& source, std::size_t from, Panel& target, std::size_t to) {
  const double* before = source.close.row(from - 1);
  const double* real_before = source.real_close.row(from - 1);
  const double* now = target.close.row(to - 1);
  const double* real_now = target.real_close.row(to - 1);
  for (std::size_t symbol = 0; symbol < source.symbol_count(); ++symbol) {
    target.high.at(to, symbol) = now[symbol] * (source.high.at(from, symbol) / before[symbol]);
    target.low.at(to, symbol) = now[symbol] * (source.low.at(from, symbol) / before[symbol]);
    target.close.at(to, symbol) = now[symbol] * (source.close.at(from, symbol) / before[symbol]);
    target.real_close.at(to, symbol) = real_now[symbol] * (source.real_close.at(from, symbol) / real_before[symbol]);
    if (!source.has_opens()) continue;
    target.open.at(to, symbol) = now[symbol] * (source.open.at(from, symbol) / before[symbol]);
    target.real_open.at(to, symbol) = real_now[symbol] * (source.real_open.at(from, symbol) / real_before[symbol]);
  }
}

double share_at_least(double real, std::span<const double> permuted) {
  const auto count = std::ranges::count_if(permuted, [&](double value) { return value >= real; });
  return static_cast<double>(1 + count) / static_cast<double>(1 + permuted.size());
}

}  // namespace

PermutationWindow permutation_window(const Panel& panel, const Rows& window) {
  std::vector<std::size_t> columns;
  for (std::size_t symbol = 0; symbol < panel.symbol_count(); ++symbol)
    if (has_every_day(panel, window, symbol)) columns.push_back(symbol);
  PermutationWindow part{.panel = part_of(panel, window.last + 1, columns), .rows = window};
  bool before = window.first > 0;
  for (const std::size_t column : columns) before = before && panel.has_bar(window.first - 1, column);
  part.first_permuted = before ? window.first : window.first + 1;
  return part;
}

Panel permuted_panel(const PermutationWindow& window, std::uint64_t seed, std::uint64_t window_index,
                     std::uint64_t run) {
  const Panel& source = window.panel;
  std::vector<std::size_t> columns(source.symbol_count());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  Panel panel = part_of(source, source.session_count(), columns);
  std::vector<std::size_t> days;
  for (std::size_t row = window.first_permuted; row <= window.rows.last; ++row) days.push_back(row);
  Rng rng(seed, {window_index, run});
  for (std::size_t left = days.size(); left > 1; --left) std::swap(days[left - 1], days[rng.below(left)]);
  for (std::size_t i = 0; i < days.size(); ++i) place_day(source, days[i], panel, window.first_permuted + i);
  return panel;
}

std::vector<PermutationItem> permutation_items(std::size_t windows, std::size_t runs) {
  std::vector<PermutationItem> items;
  items.reserve(windows * (runs + 1));
  for (std::size_t window = 0; window < windows; ++window)
    for (std::size_t run = 0; run <= runs; ++run) items.push_back({window, run});
  return items;
}

std::optional<std::vector<double>> run_permutation_items(const Panel& panel, std::span<const GridPoint> points,
                                                         std::span<const Window> windows,
                                                         std::span<const std::uint8_t> due,
                                                         std::span<const PermutationItem> items,
                                                         const PermutationOptions& options,
                                                         const ParallelFor& parallel) {
  std::vector<PermutationWindow> parts;
  for (const Window& window : windows) parts.push_back(permutation_window(panel, window.train));
  std::vector<double> bests(items.size());
  const bool done = parallel(items.size(), [&](std::size_t index) {
    const PermutationItem& item = items[index];
    const PermutationWindow& part = parts[item.window];
    const auto search = [&](const Panel& bars) {
      const Rows rows[] = {part.rows};
      const auto objectives =
          search_grid(bars, points, rows, due.first(bars.session_count()), options.search, run_in_order);
      return *std::ranges::max_element(objectives->front());
    };
    bests[index] =
        item.run == 0 ? search(part.panel) : search(permuted_panel(part, options.seed, item.window, item.run));
  });
  if (!done) return std::nullopt;
  return bests;
}

PermutationResult permutation_result(std::span<const Window> windows, std::span<const double> bests, std::size_t runs) {
  BOT_CHECK(bests.size() == windows.size() * (runs + 1), "{} {} {}", bests.size(), windows.size(), runs);
  PermutationResult result;
  double real_mean = 0;
  std::vector<double> means(runs, 0.0);
  for (std::size_t window = 0; window < windows.size(); ++window) {
    const std::span<const double> own = bests.subspan(window * (runs + 1), runs + 1);
    PermutationResult::OfWindow of{.train = windows[window].train, .real = own[0], .permuted = {}, .p = 1};
    of.permuted.assign(own.begin() + 1, own.end());
    of.p = share_at_least(of.real, of.permuted);
    real_mean += of.real / static_cast<double>(windows.size());
    for (std::size_t run = 0; run < runs; ++run) means[run] += of.permuted[run] / static_cast<double>(windows.size());
    result.windows.push_back(std::move(of));
  }
  result.p = share_at_least(real_mean, means);
  return result;
}

}  // namespace bot::research
