// Bars of two sources never meet in one series. The rule, for whoever writes the cache and whoever decides from it.
#pragma once

#include "base/result.hpp"
#include "model/bar.hpp"

namespace bot::data {

enum class SourceFit {
  kSame,          // bars of `asked` may be added
  kReplaceable,   // simulated bars of another source: they go without asking
  kSomebodyElses  // real bars of another source: they stay
};
// An empty series is nobody's.
[[nodiscard]] SourceFit compare_source(const BarSeries& stored, const SourceIdentity& asked);

// kData naming both, and the way out, unless the stored bars are of `asked`.
[[nodiscard]] Result<void> check_same_source(const BarSeries& stored, const SourceIdentity& asked);

}  // namespace bot::data
