#include "decide/weights.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "decide/dense.hpp"

namespace bot::decide {

void make_inverse_volatility_weights(std::span<double> volatilities) {
  for (double& value : volatilities) value = 1.0 / value;
  normalise(volatilities);
}

std::vector<double> equal_weights(std::size_t count) {
  return std::vector<double>(count, 1.0 / static_cast<double>(count));
}

void apply_cap_in_place(std::span<double> weights, double cap) {
  // Every round brings one more weight to the cap, where it stays.
  while (true) {
    double excess = 0;
    double below = 0;
    // Without branches: which of two weights is above the cap is a guess, and adding nothing changes no bit.
    for (double& weight : weights) {
      excess += weight > cap ? weight - cap : 0.0;
      below += weight < cap ? weight : 0.0;
      weight = std::min(weight, cap);
    }
    if (excess <= 0 || below <= 0) return;
    for (double& weight : weights) weight += weight < cap ? excess * (weight / below) : 0.0;
  }
}

}  // namespace bot::decide
