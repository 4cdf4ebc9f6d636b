// How much a Sharpe ratio says. All ratios are per session, mean over standard deviation (n - 1), not annualised.
//   Bailey, López de Prado: The Sharpe Ratio Efficient Frontier, Journal of Risk 15 (2012): probabilistic ratio,
//   minimum track record length. Bailey, López de Prado: The Deflated Sharpe Ratio, Journal of Portfolio Management 40
//   (2014).
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace bot::research {

struct ReturnShape {
  std::size_t count = 0;
  double sharpe = 0;
  double skewness = 0;  // of the population, as is kurtosis
  double kurtosis = 3;  // 3 for the normal distribution
};

// None: fewer than three returns, or no variation.
[[nodiscard]] std::optional<ReturnShape> shape_of(std::span<const double> returns);

[[nodiscard]] double normal_cdf(double z);
[[nodiscard]] double normal_quantile(double probability);  // in (0, 1)

// sqrt((1 - skewness sr + (kurtosis - 1)/4 sr^2) / (n - 1)).
[[nodiscard]] double sharpe_standard_error(const ReturnShape& shape);
// The probability that the true ratio is above `benchmark`: Phi((sr - benchmark) / standard error).
[[nodiscard]] double probabilistic_sharpe(const ReturnShape& shape, double benchmark);
// The expected maximum of `count` independent standard normals: (1 - g) z(1 - 1/N) + g z(1 - 1/(N e)), g Euler's
// constant; 0 for one.
[[nodiscard]] double expected_maximum(std::size_t count);
// The ratio that the best of the trials is expected to show where none has any skill: their sample standard deviation
// times expected_maximum. 0 for fewer than two.
[[nodiscard]] double expected_best_sharpe(std::span<const double> trial_sharpes);
// Sessions after which a ratio like this one would be above `benchmark` with this confidence:
// 1 + (1 - skewness sr + (kurtosis - 1)/4 sr^2) (z / (sr - benchmark))^2. None: it is not above it.
[[nodiscard]] std::optional<double> min_track_record(const ReturnShape& shape, double benchmark, double confidence);

}  // namespace bot::research
