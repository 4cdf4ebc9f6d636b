#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "decide/dense.hpp"
#include "decide/weights.hpp"

namespace bot::decide {

// The minimum of y'Cy/2 - sum(log y), C the correlation matrix, has y_i (Cy)_i = 1 for every i; weights are y over the
// deviations. The function is self-concordant, so Newton's step damped by 1/(1 + decrement) converges from anywhere
// and needs neither logarithm nor line search.
std::optional<std::vector<double>> equal_risk_weights(const SquareMatrix& covariance) {
  constexpr double kWanted = 1e-14;
  constexpr double kAllowed = 1e-10;
  constexpr int kMaxSteps = 500;
  constexpr double kFullStepBelow = 0.25;
  const std::size_t size = covariance.size();
  std::vector<double> deviation(size);
  for (std::size_t i = 0; i < size; ++i) {
    BOT_CHECK(covariance.at(i, i) > 0, "{} {}", i, covariance.at(i, i));
    deviation[i] = std::sqrt(covariance.at(i, i));
  }
  SquareMatrix correlation(size);
  double total = 0;
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      correlation.at(i, j) = i == j ? 1.0 : covariance.at(i, j) / (deviation[i] * deviation[j]);
      total += correlation.at(i, j);
    }
  }
  const double count = static_cast<double>(size);
  double error = 0;
  std::vector<double> y(size, total > 1e-3 ? std::sqrt(count / total) : 1.0);
  double best_error = -1;
  for (int step = 0; step < kMaxSteps; ++step) {
    std::vector<double> gradient(size);
    SquareMatrix hessian = correlation;
    error = 0;
    for (std::size_t i = 0; i < size; ++i) {
      double slope = 0;
      for (std::size_t j = 0; j < size; ++j) slope += correlation.at(i, j) * y[j];
      error = std::max(error, std::abs(y[i] * slope - 1.0));
      gradient[i] = slope - 1.0 / y[i];
      hessian.at(i, i) += 1.0 / (y[i] * y[i]);
    }
    // Rounding ends the descent a little above zero: stop where another step no longer helps.
    if (error <= kWanted || (error < 1e-11 && best_error >= 0 && error >= best_error)) break;
    best_error = error;
    const auto direction = solve_positive_definite(hessian, gradient);
    if (!direction) return std::nullopt;
    double decrement = 0;
    for (std::size_t i = 0; i < size; ++i) decrement += gradient[i] * (*direction)[i];
    decrement = std::sqrt(std::max(decrement, 0.0));
    const double length = decrement < kFullStepBelow ? 1.0 : 1.0 / (1.0 + decrement);
    for (std::size_t i = 0; i < size; ++i) y[i] -= length * (*direction)[i];
  }
  if (!(error <= kAllowed)) return std::nullopt;
  for (std::size_t i = 0; i < size; ++i) y[i] /= deviation[i];
  normalise(y);
  return y;
}

}  // namespace bot::decide
