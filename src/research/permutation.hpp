// The in-sample Monte-Carlo permutation test: would the grid's best have looked as good on prices without any order in
// time? Within a training window the days' bars are permuted, all symbols alike, so that what moves together stays
// together; then the grid is searched again.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "research/walkforward.hpp"
#include "research/work.hpp"

namespace bot::research {

// The panel a window is tested on: its sessions and those before it, without symbols that lack a bar on a session of
// the window. Its rows are the panel's.
struct PermutationWindow {
  Panel panel;
  Rows rows;  // of the window
  // Each row's prices over the close before it, of the rows that are permuted.
  struct Ratios {
    Matrix open, high, low, close;  // of the decision close
    Matrix real_open, real_close;   // of the real one
  } ratios;
  // The row after the first where a symbol has no bar before the window, else the first.
  std::size_t first_permuted = 0;
  std::vector<std::size_t> broken;  // columns that fail validation for good from some row on
};
[[nodiscard]] PermutationWindow permutation_window(const Panel& panel, const Rows& window);

// Each permuted day keeps its bars as ratios to the close before it (decision and real prices alike), and which of them
// failed validation that evening; what fails from a session on for good does so from the same session. Their order
// comes from the random stream (seed, window, run). Warm-up stays.
[[nodiscard]] Panel permuted_panel(const PermutationWindow& window, std::uint64_t seed, std::uint64_t window_index,
                                   std::uint64_t run);

struct PermutationOptions {
  SearchOptions search;
  std::uint64_t seed = 42;
  std::size_t runs = 200;
};

// An item is a window's real bars (run 0) or one of its permutations (run 1 to runs), window by window; it comes to the
// grid's best. What it is made of must outlive it.
class PermutationWork final : public Work {
 public:
  PermutationWork(const Panel& panel, std::span<const GridPoint> points, std::span<const Window> windows,
                  std::span<const std::uint8_t> due, const PermutationOptions& options)
      : panel_(panel), points_(points), windows_(windows), due_(due), options_(options) {}
  [[nodiscard]] std::size_t item_count() const override { return windows_.size() * (options_.runs + 1); }
  [[nodiscard]] std::size_t numbers_per_item() const override { return 1; }
  [[nodiscard]] bool run(std::span<const std::size_t> items, const ParallelFor& parallel,
                         const Deliver& deliver) const override;

 private:
  const Panel& panel_;
  std::span<const GridPoint> points_;
  std::span<const Window> windows_;
  std::span<const std::uint8_t> due_;
  PermutationOptions options_;
};

struct PermutationResult {
  struct OfWindow {
    Rows train;
    double real = 0;               // the best objective on the bars as they were
    std::vector<double> permuted;  // the best of each run
    double p = 1;                  // (1 + how many of them are at least as good) / (1 + runs)
  };
  std::vector<OfWindow> windows;
  double real = 0;               // mean over the windows
  std::vector<double> permuted;  // of each run, the mean over the windows
  double p = 1;                  // the same of these means
  // Twice the mean of the windows' p, at most 1; of one window its own. However much the windows share, under pure luck
  // it is at most x with a probability of at most x (Rueschendorf 1982; Vovk and Wang, Biometrika 2020). `p` itself is
  // too small where windows overlap: their real bests move together, the permuted ones are drawn apart.
  double p_bound = 1;
};
// From the numbers of all items of a PermutationWork.
[[nodiscard]] PermutationResult permutation_result(std::span<const Window> windows, std::span<const double> bests,
                                                   std::size_t runs);

}  // namespace bot::research
