// The features of all symbols of a panel, session by session, for every window a grid names. What was computed for the
// sessions before a row stays as it is when the rows from there on are computed anew: a permutation changes its window,
// not the warm-up. Inside of this room.
#pragma once

#include <vector>

#include "research/grid_layout.hpp"
#include "research/panel.hpp"

namespace bot::research {

class SearchFeatures {
 public:
  SearchFeatures(const GridLayout& layout, const Panel& panel);
  // Rows first to last, those before being computed already.
  void compute(std::size_t first, std::size_t last);

  Matrix returns;                      // row 0 has none; 0 where there is no bar before
  std::vector<Matrix> ema, atr;        // by window of the layout
  std::vector<Matrix> deviation;       // 0 where there are too few returns
  std::vector<Matrix> score;           // by scoring
  std::vector<std::size_t> first_bar;  // row, by column; the row after the last where there is none
  [[nodiscard]] std::size_t bars(std::size_t row, std::size_t symbol) const {
    return row < first_bar[symbol] ? 0 : row - first_bar[symbol] + 1;
  }

 private:
  void fill_returns(std::size_t row);

  const GridLayout& layout_;
  const Panel& panel_;
};

}  // namespace bot::research
