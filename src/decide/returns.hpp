// Simple returns of bars, and the dates on which several series have one.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decide/weights.hpp"
#include "model/bar.hpp"

namespace bot::decide {

// index >= 1.
[[nodiscard]] inline double simple_return(std::span<const Bar> bars, std::size_t index) {
  return bars[index].close / bars[index - 1].close - 1.0;
}

// Whether a sum of squared deviations of returns is nothing but the rounding of a constant series: a return c1/c0 - 1
// is off by some 3e-16, a series that moves by a cent in ten thousand dollars deviates by 1e-6.
[[nodiscard]] inline bool is_constant(double squared_deviations, std::size_t count) {
  constexpr double kNoise = 1e-14;
  return squared_deviations <= static_cast<double>(count) * kNoise * kNoise;
}

// The returns over the last `window` dates (fewer where there are not as many) on which all series have one: element
// [series][observation], oldest first.
[[nodiscard]] ReturnTable common_returns(std::span<const std::span<const Bar>> series, int window);

}  // namespace bot::decide
