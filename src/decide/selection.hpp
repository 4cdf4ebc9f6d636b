// Which symbols are held: by score, and no two that move together.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decide/options.hpp"
#include "model/bar.hpp"

namespace bot::decide {

// Pearson correlation of the simple returns over the last `window` dates on which both series have one. Absent with
// fewer dates or where one series is constant over them. Both ascending by date. In [-1, 1].
[[nodiscard]] std::optional<double> correlation(std::span<const Bar> a, std::span<const Bar> b, int window);

struct Ranked {
  Symbol symbol;
  double score = 0;
};

// By score, highest first, ties by the symbol's bytes. Of symbols known by their place in the alphabet alike.
template <class Candidate>
[[nodiscard]] bool ranks_before(const Candidate& a, const Candidate& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.symbol < b.symbol;
}

struct SelectionStep {    // one candidate, in the order they were tried
  std::size_t index = 0;  // into the candidates
  bool accepted = false;
  std::optional<std::size_t> against{};  // the accepted candidate it moves with
  std::optional<double> rho{};           // with that one; absent: undefined, which counts as too correlated
  bool full = false;                     // top_n was reached before
};

// Candidates as they rank; accepted if |rho| <= corr_cap with every one
// accepted before. `rho(i, j)` is asked with indices into `candidates`.
[[nodiscard]] std::vector<SelectionStep> select(
    std::span<const Ranked> candidates, const SelectionOptions& options,
    const std::function<std::optional<double>(std::size_t, std::size_t)>& rho);

}  // namespace bot::decide
