#include "decide/target_weights.hpp"

#include "decide/formulas.hpp"

namespace bot::decide {

std::optional<std::vector<double>> covariance_weights(const ReturnTable& returns, WeightMethod method) {
  const std::size_t observations = returns.front().size();
  if (observations < 2) return equal_weights(returns.size());
  const SquareMatrix covariance = sample_covariance(returns);
  for (std::size_t i = 0; i < covariance.size(); ++i)
    if (is_constant(covariance.at(i, i) * static_cast<double>(observations - 1), observations))
      return equal_weights(returns.size());
  switch (method) {
    case WeightMethod::kErc:
      return equal_risk_weights(covariance);
    case WeightMethod::kHrp:
      return hierarchical_weights(covariance);
    case WeightMethod::kMinVar:
      return minimum_variance_weights(ledoit_wolf_covariance(returns));
    case WeightMethod::kInvVol:
    case WeightMethod::kEqual:
      break;
  }
  return equal_weights(returns.size());
}

}  // namespace bot::decide
