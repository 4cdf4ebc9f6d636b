// How fresh answers and stored bars become one series. Pure; refresh.cpp asks, this decides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "model/bar.hpp"

namespace bot::data {

struct FreshBars {
  std::vector<Bar> trades;    // final ones only, ascending, sessions only
  std::vector<Bar> adjusted;  // kAdjustedLast, may go further than trades
};

enum class MergeNeed {
  kNothing,    // bars is the new series
  kAdjusted,   // a distribution: ask kAdjustedLast for all stored dates, then rebase_adjusted
  kEverything  // a split: ask for everything, then rebase_everything
};

struct Merged {
  MergeNeed need = MergeNeed::kNothing;
  std::vector<Bar> bars;
  int added = 0;
  int revised = 0;
  double ratio = 1;
  std::vector<std::string> warnings;
};

// First bars of a symbol, or all of them again.
[[nodiscard]] Merged take_fresh(const FreshBars& fresh);
// Adds what is not stored. Stored bars stay as they are; where the source now says otherwise there is a warning.
// kData where nothing stored can be compared with the answer, or the answer has no adjusted closes and the cache has.
[[nodiscard]] Result<Merged> merge(const std::vector<Bar>& stored, const FreshBars& fresh);
// After a distribution: new adjusted closes for all stored bars, then the new bars. kData where one is lacking.
[[nodiscard]] Result<Merged> rebase_adjusted(const std::vector<Bar>& stored, const FreshBars& fresh, double ratio);
// After a split: the source's series in place of the stored one, with a warning for each bar off the ratio. kData where
// the answer lacks a stored date.
[[nodiscard]] Result<Merged> rebase_everything(const std::vector<Bar>& stored, const FreshBars& fresh, double ratio);

}  // namespace bot::data
