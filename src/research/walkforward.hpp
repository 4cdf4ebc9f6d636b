// Walk-forward: the grid's best on each training window, tried on the months that follow. The pieces are one account
// that goes on, its parameters changing at the first session of each piece.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "research/backtest.hpp"
#include "research/grid.hpp"
#include "research/parallel.hpp"
#include "research/work.hpp"

namespace bot::research {

// Rows of the panel, first and last inclusive.
struct Rows {
  std::size_t first = 0;
  std::size_t last = 0;
  [[nodiscard]] std::size_t count() const { return last - first + 1; }
  bool operator==(const Rows&) const = default;
};
struct Window {
  Rows train;
  Rows test;
  bool operator==(const Window&) const = default;
};

// Edges are first days of calendar months. The first window begins with the first month that lies whole in `rows`; the
// last test piece ends with them and may be short. Empty where they do not reach for one training window and a session.
[[nodiscard]] std::vector<Window> walkforward_windows(const Panel& panel, const Rows& rows, int train_years,
                                                      int oos_months, const calendar::Calendar& calendar);
// From the first row with a bar of a symbol that may be decided on to the last row.
[[nodiscard]] std::optional<Rows> rows_with_bars(const Panel& panel);

struct SearchOptions {
  BacktestOptions account;  // rows and drift band are the window's and the point's
  Objective objective = Objective::kCalmar;
};

// What every point of the grid scored on some rows: a run from their first, in cash, decided on all bars before.
// [rows][point]. Nothing: interrupted.
[[nodiscard]] std::optional<std::vector<std::vector<double>>> search_grid(
    const Panel& panel, std::span<const GridPoint> points, std::span<const Rows> rows,
    std::span<const std::uint8_t> due, const SearchOptions& options, const ParallelFor& parallel);

struct WindowChoice {
  Window window;
  std::size_t point = 0;  // into the grid's points
  double objective = 0;   // of it, on the training window
  bool operator==(const WindowChoice&) const = default;
};
// The best point of each window, by objectives as search_grid() has them of the training windows.
[[nodiscard]] std::vector<WindowChoice> choose_parameters(std::span<const Window> windows,
                                                          const std::vector<std::vector<double>>& objectives);

// The account over the test pieces of all windows. Not empty, pieces one after the other.
[[nodiscard]] AccountHistory run_out_of_sample(const Panel& panel, std::span<const GridPoint> points,
                                               std::span<const WindowChoice> choices, std::span<const std::uint8_t> due,
                                               const BacktestOptions& account);

// How steady a parameter was over the windows.
struct Stability {
  double mode = 0;          // the value chosen most often; of equally often chosen ones the first chosen
  double share = 0;         // of the windows that chose it
  std::size_t changes = 0;  // from one window to the next
};
// By key of the grid, in its order.
[[nodiscard]] std::vector<std::pair<std::string, Stability>> stability_of(const Grid& grid,
                                                                          std::span<const GridPoint> points,
                                                                          std::span<const WindowChoice> choices);

// An item is a point of the grid; it comes to its objective on each training window, and then its marks over the whole
// sample, a trial of an overfitting test. What it is made of must outlive it.
class WalkforwardWork final : public Work {
 public:
  WalkforwardWork(const Panel& panel, std::span<const GridPoint> points, std::span<const Window> windows,
                  const Rows& whole, std::span<const std::uint8_t> due, const SearchOptions& options)
      : panel_(panel), points_(points), windows_(windows), whole_(whole), due_(due), options_(options) {}
  [[nodiscard]] std::size_t item_count() const override { return points_.size(); }
  [[nodiscard]] std::size_t numbers_per_item() const override { return windows_.size() + whole_.count(); }
  [[nodiscard]] bool run(std::span<const std::size_t> items, const ParallelFor& parallel,
                         const Deliver& deliver) const override;
  // From the numbers of all items: [window][point], and [point][mark].
  [[nodiscard]] std::vector<std::vector<double>> objectives(std::span<const double> numbers) const;
  [[nodiscard]] std::vector<std::vector<double>> trials(std::span<const double> numbers) const;

 private:
  const Panel& panel_;
  std::span<const GridPoint> points_;
  std::span<const Window> windows_;
  Rows whole_;
  std::span<const std::uint8_t> due_;
  SearchOptions options_;
};

}  // namespace bot::research
