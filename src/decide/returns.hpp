// Simple returns of bars, and the dates on which several series have one.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decide/formulas.hpp"
#include "decide/weights.hpp"
#include "model/bar.hpp"

namespace bot::decide {

// index >= 1.
[[nodiscard]] inline double simple_return(std::span<const Bar> bars, std::size_t index) {
  return simple_return_of(bars[index].close, bars[index - 1].close);
}

// The returns over the last `window` dates (fewer where there are not as many) on which all series have one: element
// [series][observation], oldest first.
[[nodiscard]] ReturnTable common_returns(std::span<const std::span<const Bar>> series, int window);

}  // namespace bot::decide
