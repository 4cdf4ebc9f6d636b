// Which symbols move apart enough to be held together, session after session, for one window and the caps that a grid
// has on it. Sums over the window move by one return in and one out, which rounds; so they decide only what is not
// close to a cap, and what is close is computed as decide does: every answer is its own. Inside of this room.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "research/kernels.hpp"
#include "research/panel.hpp"
#include "research/recent_rows.hpp"

namespace bot::research {

// No more symbols than a mask has bits, and a bar of every valid one on its session: of a symbol without one the window
// of returns would end earlier.
[[nodiscard]] bool can_roll(const Panel& panel);

class RollingCorrelations {
 public:
  using Mask = std::uint64_t;  // a bit a column
  static constexpr std::size_t kMaxColumns = kColumnsOfMask;
  // How many rows of returns have to be there for a window.
  [[nodiscard]] static constexpr std::size_t rows_kept(int window) {
    return static_cast<std::size_t>(std::max(window, 0)) + kMaxCaughtUp + 1;
  }

  // `returns`: rows of sessions, kMaxColumns at most, 0 before a symbol's second bar, of which rows_kept() are kept; it
  // outlives this.
  RollingCorrelations(const RecentRows& returns, int window, std::vector<double> caps);
  // The next move may be to any row.
  void restart() {
    through_ = 0;
    enough_ = 0;
  }
  // Rows ascend. `first_bar`: row of each column's first bar.
  void move_to(std::size_t row, std::span<const std::size_t> first_bar);
  // Whether `symbol` is diverse from each of `others` by the cap of that number, as of the row moved to.
  [[nodiscard]] bool is_diverse(std::size_t symbol, Mask others, std::size_t cap);
  // The columns that `symbol` is not surely too correlated with, and those of them that only is_diverse() can decide.
  struct Apart {
    Mask possible = 0;
    Mask doubtful = 0;
  };
  [[nodiscard]] Apart apart_from(std::size_t symbol, std::size_t cap) {
    if ((enough_ >> symbol & 1) == 0) return {};
    if ((judged_ >> symbol & 1) == 0) judge(symbol);
    const ColumnVerdicts& verdicts = verdicts_[symbol * caps_.size() + cap];
    const Mask possible = enough_ & ~verdicts.above;
    return {possible, possible & ~verdicts.below};
  }

 private:
  static constexpr std::size_t kMaxCaughtUp = 64;  // sessions; beyond that the sums start over

  void judge(std::size_t symbol);
  [[nodiscard]] bool is_diverse_exactly(std::size_t a, std::size_t b, double cap) const;

  const RecentRows& returns_;
  std::size_t count_;
  double share_;           // of one return in the window
  double least_variance_;  // n times; below it what is constant but for rounding may lie
  std::vector<double> caps_, squared_caps_;
  std::vector<double> sum_, squares_, most_squares_, no_returns_;
  std::vector<double> variances_;  // n times, of the row moved to; none: not sure to be more than rounding
  std::vector<double> products_;   // [symbol][column]
  std::size_t through_ = 0;        // row the sums were last moved to; 0: not begun
  std::size_t row_ = 0;
  Mask enough_ = 0;                       // columns with a return for each session of the window
  Mask judged_ = 0;                       // columns whose verdicts are of this row
  std::vector<ColumnVerdicts> verdicts_;  // [column][cap]
};

}  // namespace bot::research
