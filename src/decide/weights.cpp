#include "decide/weights.hpp"

#include <algorithm>

#include "base/check.hpp"
#include "decide/dense.hpp"

namespace bot::decide {

std::vector<double> inverse_volatility_weights(std::span<const double> volatilities) {
  std::vector<double> weights;
  weights.reserve(volatilities.size());
  for (const double volatility : volatilities) weights.push_back(1.0 / volatility);
  normalise(weights);
  return weights;
}

std::vector<double> equal_weights(std::size_t count) {
  return std::vector<double>(count, 1.0 / static_cast<double>(count));
}

std::vector<double> apply_cap(std::vector<double> weights, double cap) {
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
    if (excess <= 0 || below <= 0) return weights;
    for (double& weight : weights)
      if (weight < cap) weight += excess * (weight / below);
  }
}

}  // namespace bot::decide
