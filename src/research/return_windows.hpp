// What a decision asks of the returns of a few columns, for some sessions in a row: how much a column deviates, and
// whether two move apart enough to be held together. Each is made when it is first asked for and then for all of these
// sessions at once, whose windows share nearly all of their returns. Correlations come of sums that round; so these
// decide only what is not close to the cap, and what is close is computed as decide does: every answer is its own.
// Inside of this room.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "decide/options.hpp"
#include "research/kernels.hpp"
#include "research/table.hpp"

namespace bot::research {

class ReturnWindows {
 public:
  using Mask = std::uint64_t;  // a bit a column
  // `closes`: by column, where that of the session before and, behind it, those of kSessionsTogether sessions will be;
  // 0 before a column's first.
  ReturnWindows(std::vector<const double*> closes, const decide::Options& options);
  // To the next sessions, whose closes are there now; from row 0 on.
  void move_on();

  // Of the session that is the `i`-th of these, and of columns with a return for each session of the window.
  [[nodiscard]] double volatility(std::size_t i, std::size_t column) {
    if ((volatilities_made_ >> column & 1) == 0) make_volatilities(column);
    return columns_[column].volatilities[i];
  }
  [[nodiscard]] bool is_diverse(std::size_t i, std::size_t a, std::size_t b) {
    const std::size_t high = std::max(a, b);
    const std::size_t low = std::min(a, b);
    Pair& pair = pairs_[high * (high - 1) / 2 + low];
    if ((pairs_made_[high] >> low & 1) == 0) judge(high, low, pair);
    if ((pair.verdicts.below >> i & 1) != 0) return true;
    return (pair.verdicts.above >> i & 1) == 0 && is_diverse_exactly(i, a, b);
  }

 private:
  struct Column {
    alignas(64) double volatilities[kSessionsTogether];
    alignas(64) double sums[kSessionsTogether];
    alignas(64) double squares[kSessionsTogether];
    alignas(64) double variances[kSessionsTogether];  // n times; 0: not sure to be more than rounding
    double most_squares = 0;                          // so far
  };
  struct Pair {
    alignas(64) double products[kSessionsTogether];
    Verdicts verdicts;
  };
  [[nodiscard]] const double* newest(std::size_t column) const { return returns_.row(column) + at_; }
  void make_volatilities(std::size_t column);
  [[nodiscard]] const Column& summed(std::size_t column);
  void judge(std::size_t high, std::size_t low, Pair& pair);
  [[nodiscard]] bool is_diverse_exactly(std::size_t i, std::size_t a, std::size_t b) const;

  std::vector<const double*> closes_;
  std::size_t vol_window_, corr_window_;
  double corr_cap_;
  std::size_t kept_;  // returns of a column that the windows reach back
  Matrix returns_;    // [column][session]
  std::size_t at_;    // of the first session in a row of returns_
  std::vector<double> ones_;
  std::vector<Column> columns_;
  std::vector<Pair> pairs_;  // of each column with those below it
  Mask volatilities_made_ = 0;
  Mask sums_made_ = 0, sums_before_ = 0;         // of these sessions, and of those before
  std::vector<Mask> pairs_made_, pairs_before_;  // by column: with lower columns
};

}  // namespace bot::research
