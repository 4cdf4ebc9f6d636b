// The in-sample Monte-Carlo permutation test: would the grid's best have looked as good on prices without any order in
// time? Within a training window the days' bars are permuted, all symbols alike, so that what moves together stays
// together; then the grid is searched again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "research/walkforward.hpp"

namespace bot::research {

// The panel a window is tested on: its sessions and those before it, without symbols that lack a valid bar on a session
// of the window. Its rows are the panel's.
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
};
[[nodiscard]] PermutationWindow permutation_window(const Panel& panel, const Rows& window);

// Each permuted day keeps its bars as ratios to the close before it (decision and real prices alike); their order comes
// from the random stream (seed, window, run). Warm-up stays.
[[nodiscard]] Panel permuted_panel(const PermutationWindow& window, std::uint64_t seed, std::uint64_t window_index,
                                   std::uint64_t run);

struct PermutationOptions {
  SearchOptions search;
  std::uint64_t seed = 42;
  std::size_t runs = 200;
};

// One piece of the work: a window's real bars (run 0) or one of its permutations (run 1 to runs).
struct PermutationItem {
  std::size_t window = 0;
  std::size_t run = 0;
  bool operator==(const PermutationItem&) const = default;
};
// All of them, window by window.
[[nodiscard]] std::vector<PermutationItem> permutation_items(std::size_t windows, std::size_t runs);
// The grid's best of each item. Nothing: interrupted.
[[nodiscard]] std::optional<std::vector<double>> run_permutation_items(
    const Panel& panel, std::span<const GridPoint> points, std::span<const Window> windows,
    std::span<const std::uint8_t> due, std::span<const PermutationItem> items, const PermutationOptions& options,
    const ParallelFor& parallel);

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
};
// From the bests of permutation_items(windows.size(), runs), in that order.
[[nodiscard]] PermutationResult permutation_result(std::span<const Window> windows, std::span<const double> bests,
                                                   std::size_t runs);

}  // namespace bot::research
