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
    for (double& weight : weights) {
      if (weight > cap) {
        excess += weight - cap;
        weight = cap;
      } else if (weight < cap) {
        below += weight;
      }
    }
    if (excess <= 0 || below <= 0) return;
    for (double& weight : weights)
      if (weight < cap) weight += excess * (weight / below);
  }
}

}  // namespace bot::decide
