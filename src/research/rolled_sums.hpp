// How far sums can be trusted that were moved on over a window of returns, one in and one out. Inside of this room.
#pragma once

namespace bot::research {

// Two numbers of the size of the largest sum so far are off by a rounding each step: with a sum of squares of at least
// a hundred thousandth of that size, some 1e-6 of a squared correlation after a hundred years.
inline constexpr double kMargin = 1e-5;
inline constexpr double kLeastShare = 1e-5;
inline constexpr double kFarFromConstant = 1e6;

}  // namespace bot::research
