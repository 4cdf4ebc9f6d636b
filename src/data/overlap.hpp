// What the source says of bars that are stored already: the same, a constant ratio, or something else.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/bar.hpp"

namespace bot::data {

enum class OverlapKind {
  kNone,      // no date in common
  kSame,      // but for the rounding of cents
  kRatio,     // all of them times one number: a split or distribution
  kDifferent  // some differ otherwise
};

struct Overlap {
  OverlapKind kind = OverlapKind::kNone;
  int dates = 0;                         // in common
  double ratio = 1;                      // of the source's to the stored values, mean over the overlap; with kRatio
  std::vector<std::string> differences;  // with kDifferent: one line a bar, with both values
};

// Compares prices as stored with those of a kTrades answer. Volumes are compared only where prices agree in kind.
[[nodiscard]] Overlap compare_prices(std::span<const Bar> stored, std::span<const Bar> answer);
// Compares stored adj_close with the closes of a kAdjustedLast answer.
[[nodiscard]] Overlap compare_adjusted(std::span<const Bar> stored, std::span<const Bar> adjusted_last);

}  // namespace bot::data
