#include "research/permutation.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

#include "base/check.hpp"
#include "base/rng.hpp"
#include "research/grid_search.hpp"
#include "research/kernels.hpp"

namespace bot::research {
namespace {

bool has_every_day(const Panel& panel, const Rows& rows, std::size_t symbol) {
  for (std::size_t row = rows.first; row <= rows.last; ++row)
    if (!panel.has_bar(row, symbol)) return false;
  return true;
}

template <class Value>
Table<Value> copy_of(const Table<Value>& table, std::size_t rows, std::span<const std::size_t> columns) {
  if (table.rows() == 0) return Table<Value>();
  Table<Value> copy(rows, columns.size());
  if (columns.size() == table.columns()) {
    copy.copy_from(table);
    return copy;
  }
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < columns.size(); ++i) copy.at(row, i) = table.at(row, columns[i]);
  return copy;
}

Panel part_of(const Panel& panel, std::size_t rows, std::span<const std::size_t> columns) {
  Panel part;
  for (const std::size_t column : columns) {
    part.symbols.push_back(panel.symbols[column]);
    part.broken_from.push_back(panel.broken_from[column]);
  }
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

Matrix ratios_of(const Matrix& prices, const Matrix& closes, std::size_t first) {
  if (prices.rows() == 0) return {};
  Matrix ratios(prices.rows(), prices.columns());
  for (std::size_t row = first; row < prices.rows(); ++row)
    for (std::size_t symbol = 0; symbol < prices.columns(); ++symbol)
      ratios.at(row, symbol) = prices.at(row, symbol) / closes.at(row - 1, symbol);
  return ratios;
}

// Prices at `to` from the close before and the ratios of the day `from`.
void place(const Matrix& ratios, std::size_t from, const Matrix& closes, Matrix& prices, std::size_t to) {
  multiply_columns(ratios.row(from), closes.row(to - 1), prices.row(to), prices.stride());
}

// A failure of one evening goes with its day. One for good is no day's: it begins where it did, or a symbol that the
// real search lost early would come and go in the permuted ones.
void place_validity(const PermutationWindow& window, std::size_t from, Panel& panel, std::size_t to) {
  const Table<std::uint8_t>& valid = window.panel.valid;
  std::copy_n(valid.row(from), valid.stride(), panel.valid.row(to));
  for (const std::size_t symbol : window.broken) {
    const std::size_t row = panel.broken_from[symbol];
    if (to >= row)
      panel.valid.at(to, symbol) = 0;
    else if (from >= row)
      panel.valid.at(to, symbol) = 1;
  }
}

// Puts the day of `from` at `to`, whose row before is there already.
void place_day(const PermutationWindow& window, std::size_t from, Panel& panel, std::size_t to) {
  const PermutationWindow::Ratios& ratios = window.ratios;
  place(ratios.high, from, panel.close, panel.high, to);
  place(ratios.low, from, panel.close, panel.low, to);
  place(ratios.close, from, panel.close, panel.close, to);
  place(ratios.real_close, from, panel.real_close, panel.real_close, to);
  place_validity(window, from, panel, to);
  if (!panel.has_opens()) return;
  place(ratios.open, from, panel.close, panel.open, to);
  place(ratios.real_open, from, panel.real_close, panel.real_open, to);
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
  PermutationWindow part{.panel = part_of(panel, window.last + 1, columns), .rows = window, .ratios = {}, .broken = {}};
  bool before = window.first > 0;
  for (const std::size_t column : columns) before = before && panel.has_bar(window.first - 1, column);
  part.first_permuted = before ? window.first : window.first + 1;
  const Panel& bars = part.panel;
  for (std::size_t symbol = 0; symbol < bars.symbol_count(); ++symbol)
    if (bars.broken_from[symbol] <= window.last) part.broken.push_back(symbol);
  part.ratios = {.open = ratios_of(bars.open, bars.close, part.first_permuted),
                 .high = ratios_of(bars.high, bars.close, part.first_permuted),
                 .low = ratios_of(bars.low, bars.close, part.first_permuted),
                 .close = ratios_of(bars.close, bars.close, part.first_permuted),
                 .real_open = ratios_of(bars.real_open, bars.real_close, part.first_permuted),
                 .real_close = ratios_of(bars.real_close, bars.real_close, part.first_permuted)};
  return part;
}

namespace {

struct Item {
  std::size_t window = 0;
  std::size_t run = 0;  // 0: the bars as they were
};

// The order of the days of one run.
std::vector<std::size_t> permuted_days(const PermutationWindow& window, std::uint64_t seed, const Item& item) {
  std::vector<std::size_t> days;
  for (std::size_t row = window.first_permuted; row <= window.rows.last; ++row) days.push_back(row);
  Rng rng(seed, {item.window, item.run});
  for (std::size_t left = days.size(); left > 1; --left) std::swap(days[left - 1], days[rng.below(left)]);
  return days;
}

// Rewrites the window of `panel`, a copy of the window's own.
void permute_days(const PermutationWindow& window, std::uint64_t seed, const Item& item, Panel& panel) {
  const std::vector<std::size_t> days = permuted_days(window, seed, item);
  for (std::size_t i = 0; i < days.size(); ++i) place_day(window, days[i], panel, window.first_permuted + i);
}

// The days in their own order again.
void restore_days(const PermutationWindow& window, Panel& panel) {
  const auto restore = [&](const auto& from, auto& to) {
    for (std::size_t row = window.first_permuted; row < from.rows(); ++row)
      std::copy_n(from.row(row), from.stride(), to.row(row));
  };
  restore(window.panel.open, panel.open);
  restore(window.panel.high, panel.high);
  restore(window.panel.low, panel.low);
  restore(window.panel.close, panel.close);
  restore(window.panel.real_open, panel.real_open);
  restore(window.panel.real_close, panel.real_close);
  restore(window.panel.valid, panel.valid);
}

Panel copy_of(const Panel& panel) {
  std::vector<std::size_t> columns(panel.symbol_count());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  return part_of(panel, panel.session_count(), columns);
}

// Searches the grid on one window's bars, real or permuted. The warm-up is computed once for all runs.
class WindowSearch {
 public:
  WindowSearch(const PermutationWindow& window, std::span<const GridPoint> points, std::span<const std::uint8_t> due,
               const PermutationOptions& options)
      : window_(window),
        points_(points),
        due_(due.first(window.panel.session_count())),
        options_(options),
        panel_(copy_of(window.panel)) {
    if (!can_search_quickly(panel_, points, options.search)) return;
    layout_.emplace(points);
    quick_.emplace(*layout_, panel_, due_, options.search);
    if (window.first_permuted > 0) quick_->keep_features_to(window.first_permuted - 1);
  }
  WindowSearch(const WindowSearch&) = delete;
  WindowSearch& operator=(const WindowSearch&) = delete;
  ~WindowSearch() = default;

  [[nodiscard]] double best(const Item& item) {
    if (item.run > 0)
      permute_days(window_, options_.seed, item, panel_);
    else
      restore_days(window_, panel_);
    std::vector<double> objectives(points_.size());
    if (quick_ && quick_->make_decisions(window_.rows.first, window_.rows.last)) {
      quick_->score(window_.rows, objectives);
    } else {
      const Rows rows[] = {window_.rows};
      objectives = search_grid(panel_, points_, rows, due_, options_.search, run_in_order)->front();
    }
    return *std::ranges::max_element(objectives);
  }

 private:
  const PermutationWindow& window_;
  std::span<const GridPoint> points_;
  std::span<const std::uint8_t> due_;
  const PermutationOptions& options_;
  Panel panel_;
  std::optional<GridLayout> layout_;
  std::optional<GridSearch> quick_;
};

// Items in a row of the same window, as many as are worth their own copy of it.
struct Batch {
  std::size_t window = 0;
  std::size_t first = 0;  // into the items
  std::size_t count = 0;
};
std::vector<Batch> batches_of(std::span<const std::size_t> items, std::size_t items_per_window) {
  constexpr std::size_t kMaxBatch = 16;
  std::vector<Batch> batches;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t window = items[i] / items_per_window;
    const bool goes_on = !batches.empty() && batches.back().count < kMaxBatch && batches.back().window == window;
    if (!goes_on) batches.push_back({window, i, 0});
    ++batches.back().count;
  }
  return batches;
}

}  // namespace

Panel permuted_panel(const PermutationWindow& window, std::uint64_t seed, std::uint64_t window_index,
                     std::uint64_t run) {
  Panel panel = copy_of(window.panel);
  permute_days(window, seed, {window_index, run}, panel);
  return panel;
}

bool PermutationWork::run(std::span<const std::size_t> items, const ParallelFor& parallel,
                          const Deliver& deliver) const {
  const std::vector<Batch> batches = batches_of(items, options_.runs + 1);
  std::map<std::size_t, PermutationWindow> parts;
  for (const Batch& batch : batches)
    if (!parts.contains(batch.window))
      parts.emplace(batch.window, permutation_window(panel_, windows_[batch.window].train));
  return parallel(batches.size(), [&](std::size_t index) {
    const Batch& batch = batches[index];
    WindowSearch search(parts.at(batch.window), points_, due_, options_);
    for (const std::size_t item : items.subspan(batch.first, batch.count)) {
      const double best = search.best({batch.window, item % (options_.runs + 1)});
      deliver(item, std::span(&best, 1));
    }
  });
}

namespace {

double bound_over(std::span<const PermutationResult::OfWindow> windows) {
  if (windows.size() == 1) return windows.front().p;
  double sum = 0;
  for (const PermutationResult::OfWindow& window : windows) sum += window.p;
  return std::min(1.0, 2 * sum / static_cast<double>(windows.size()));
}

}  // namespace

PermutationResult permutation_result(std::span<const Window> windows, std::span<const double> bests, std::size_t runs) {
  BOT_CHECK(bests.size() == windows.size() * (runs + 1), "{} {} {}", bests.size(), windows.size(), runs);
  PermutationResult result;
  result.permuted.assign(runs, 0.0);
  for (std::size_t window = 0; window < windows.size(); ++window) {
    const std::span<const double> own = bests.subspan(window * (runs + 1), runs + 1);
    PermutationResult::OfWindow of{.train = windows[window].train, .real = own[0], .permuted = {}, .p = 1};
    of.permuted.assign(own.begin() + 1, own.end());
    of.p = share_at_least(of.real, of.permuted);
    result.real += of.real / static_cast<double>(windows.size());
    for (std::size_t run = 0; run < runs; ++run)
      result.permuted[run] += of.permuted[run] / static_cast<double>(windows.size());
    result.windows.push_back(std::move(of));
  }
  result.p = share_at_least(result.real, result.permuted);
  result.p_bound = bound_over(result.windows);
  return result;
}

}  // namespace bot::research
