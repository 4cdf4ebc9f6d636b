// What a grid's decisions on a session are made of: the features of all symbols for every window it names, carried on
// from session to session. Inside of this room.
#pragma once

#include <vector>

#include "research/grid_layout.hpp"
#include "research/recent_rows.hpp"
#include "research/running_features.hpp"

namespace bot::research {

class SearchFeatures {
 public:
  SearchFeatures(const GridLayout& layout, const Panel& panel);
  // Sessions ascend, none is left out: goes on to this one, and stays where it is later already.
  void move_to(std::size_t row);
  // Scores and deviations of the session moved to, which cost more than the rest.
  void look();
  // To the session that another of the same layout and panel stands at.
  void copy_from(const SearchFeatures& other);

  [[nodiscard]] const double* ema(std::size_t index) const { return averages_.ema(index); }
  [[nodiscard]] const double* score(std::size_t index) const { return score_.row(index); }
  [[nodiscard]] const double* deviation(std::size_t index) const {
    return deviation_.row(index);
  }                                                                     // 0: too few returns
  [[nodiscard]] const RecentRows& returns() const { return returns_; }  // 0 where there is no bar before
  [[nodiscard]] const std::vector<std::size_t>& first_bars() const { return first_bar_; }
  [[nodiscard]] std::size_t bars(std::size_t row, std::size_t symbol) const {
    return row < first_bar_[symbol] ? 0 : row - first_bar_[symbol] + 1;
  }

 private:
  const GridLayout& layout_;
  const Panel& panel_;
  RunningFeatures averages_;
  RecentRows returns_;
  Matrix score_;                        // by scoring of the layout
  Matrix deviation_;                    // by window
  std::vector<std::size_t> first_bar_;  // row, by column; the row after the last where there is none
};

}  // namespace bot::research
