// Eight doubles at a time: how many columns, or accounts, a loop takes together. Sums over symbols run in the order of
// the columns, so that a symbol with nothing in it may be passed over or not: the bits are equal.
#pragma once

#include <cstddef>

namespace bot::research {

inline constexpr std::size_t kLanes = 8;  // doubles of a cache line

// So many of a row are computed: as many as there are, rounded up to half of the lanes.
[[nodiscard]] constexpr std::size_t computed_columns(std::size_t columns) { return (columns + 3) / 4 * 4; }

}  // namespace bot::research
