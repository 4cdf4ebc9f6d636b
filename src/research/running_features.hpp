// The exponential averages of all symbols of a panel, carried on from session to session: those of decide, to the bit.
// Inside of this room.
#pragma once

#include <vector>

#include "research/panel.hpp"

namespace bot::research {

class RunningFeatures {
 public:
  // The panel's bars may change behind the session moved to; it outlives this.
  RunningFeatures(const Panel& panel, std::span<const int> ema_windows, std::span<const int> atr_windows);
  // The next session, from row 0 on.
  void move_on() { move_on(nullptr); }
  // The same, and the returns by column: 0 where there is no close before.
  void move_on(double* returns);
  [[nodiscard]] std::size_t next_row() const { return next_row_; }

  // As of the session moved to, by column; of windows in the order they were given.
  [[nodiscard]] const double* ema(std::size_t index) const { return averages_.row(index); }
  [[nodiscard]] const double* atr(std::size_t index) const { return averages_.row(ema_alphas_.size() + index); }
  [[nodiscard]] int bars(std::size_t symbol) const { return bars_[symbol] > 0 ? bars_[symbol] + whole_rows_ : 0; }

  // Goes to the session that another of the same windows and symbols stands at.
  void copy_from(const RunningFeatures& other);

 private:
  [[nodiscard]] bool is_as_before(std::size_t row) const;
  void move_column(std::size_t row, std::size_t symbol);

  const Panel& panel_;
  std::vector<double> ema_alphas_, atr_alphas_;
  Matrix averages_;        // those of closes, then those of true ranges
  std::vector<int> bars_;  // by column, but for those of the whole rows
  int whole_rows_ = 0;     // sessions since, on which every symbol that has begun had a bar
  bool is_whole_ = false;  // the session moved to is such a one
  std::size_t next_row_ = 0;
};

}  // namespace bot::research
