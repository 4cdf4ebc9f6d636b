// From the selected symbols to their target weights: the method, the cap, the cash buffer.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "decide/options.hpp"
#include "decide/weights.hpp"

namespace bot::decide {

// By a method that looks at the returns over common dates; equal where there are not two, or one does not move. None
// where they leave the method without an answer.
[[nodiscard]] std::optional<std::vector<double>> covariance_weights(const ReturnTable& returns, WeightMethod method);

// In: the volatilities of the selected, alphabetical, at least one. Out: their target weights. `common_returns()` makes
// the ReturnTable of the last corr_window common dates and is asked only by a method that needs it. False: there are
// none, and what `volatilities` holds is nothing.
template <class CommonReturns>
[[nodiscard]] bool make_target_weights(std::span<double> volatilities, const CommonReturns& common_returns,
                                       const WeightOptions& options) {
  const std::span<double> weights = volatilities;
  if (weights.size() == 1) {
    weights[0] = 1.0;
  } else {
    switch (options.method) {
      case WeightMethod::kEqual:
        std::ranges::fill(weights, 1.0 / static_cast<double>(weights.size()));
        break;
      case WeightMethod::kInvVol:
        make_inverse_volatility_weights(weights);
        break;
      case WeightMethod::kErc:
      case WeightMethod::kHrp:
      case WeightMethod::kMinVar:
        const auto found = covariance_weights(common_returns(), options.method);
        if (!found) return false;
        std::ranges::copy(*found, weights.begin());
        break;
    }
  }
  apply_cap_in_place(weights, options.max_weight_per_asset);
  for (double& weight : weights) weight *= 1.0 - options.cash_buffer;
  return true;
}

}  // namespace bot::decide
