// Which symbols move apart enough to be held together, session after session, for one window and the caps that a grid
// has on it. Sums over the window move by one return in and one out, which rounds; so they decide only what is not
// close to a cap, and what is close is computed as decide does: every answer is its own. Inside of this room.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "research/panel.hpp"
#include "research/table.hpp"

namespace bot::research {

// No more symbols than a mask has bits, and a bar of every valid one on its session: of a symbol without one the window
// of returns would end earlier.
[[nodiscard]] bool can_roll(const Panel& panel);

class RollingCorrelations {
 public:
  using Mask = std::uint64_t;  // a bit a column
  static constexpr std::size_t kMaxColumns = 64;

  // `returns`: rows of sessions, kMaxColumns at most, 0 before a symbol's second bar; it outlives this.
  RollingCorrelations(const Matrix& returns, int window, std::vector<double> caps);
  // The next move may be to any row.
  void restart() { through_ = 0; }
  // Rows ascend. `first_bar`: row of each column's first bar.
  void move_to(std::size_t row, std::span<const std::size_t> first_bar);
  // Whether `symbol` is diverse from each of `others` by the cap of that number, as of the row moved to.
  [[nodiscard]] bool is_diverse(std::size_t symbol, Mask others, std::size_t cap);

 private:
  void judge(std::size_t symbol);
  [[nodiscard]] bool is_diverse_exactly(std::size_t a, std::size_t b, double cap) const;

  const Matrix& returns_;
  std::size_t count_;
  std::vector<double> caps_, squared_caps_;
  std::vector<double> sum_, squares_, most_squares_, products_, variance_, no_returns_;
  std::size_t through_ = 0;  // row the sums were last moved to; 0: not begun
  std::size_t row_ = 0;
  Mask enough_ = 0;                       // columns with a return for each session of the window
  Mask sure_ = 0;                         // columns whose sums say enough
  Mask judged_ = 0;                       // columns whose masks below are of this row
  std::vector<Mask> diverse_, doubtful_;  // [cap][column]
};

}  // namespace bot::research
