#include "research/sharpe_statistics.hpp"

#include <cmath>
#include <numbers>

#include "base/check.hpp"

namespace bot::research {
namespace {

// (1 - skewness sr + (kurtosis - 1)/4 sr^2): the variance of sr times n - 1.
double sharpe_spread(const ReturnShape& shape) {
  const double sharpe = shape.sharpe;
  return 1 - shape.skewness * sharpe + (shape.kurtosis - 1) / 4 * sharpe * sharpe;
}

}  // namespace

std::optional<ReturnShape> shape_of(std::span<const double> returns) {
  if (returns.size() < 3) return std::nullopt;
  const auto count = static_cast<double>(returns.size());
  double sum = 0;
  for (const double value : returns) sum += value;
  const double mean = sum / count;
  double second = 0, third = 0, fourth = 0, size = 0;
  for (const double value : returns) {
    const double off = value - mean;
    second += off * off;
    third += off * off * off;
    fourth += off * off * off * off;
    size += value * value;
  }
  // What is left of equal numbers is rounding.
  constexpr double kRounding = 1e-28;
  if (!(second > kRounding * size)) return std::nullopt;
  const double deviation = std::sqrt(second / count);
  return ReturnShape{.count = returns.size(),
                     .sharpe = mean / std::sqrt(second / (count - 1)),
                     .skewness = third / count / (deviation * deviation * deviation),
                     .kurtosis = fourth / count / (deviation * deviation * deviation * deviation)};
}

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

double normal_quantile(double probability) {
  BOT_CHECK(probability > 0 && probability < 1, "{}", probability);
  // erfc holds its digits for small values: the lower half is searched, the upper one mirrored.
  if (probability > 0.5) return -normal_quantile(1 - probability);
  double low = -40, high = 0;
  for (;;) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) return middle;
    (normal_cdf(middle) < probability ? low : high) = middle;
  }
}

double sharpe_standard_error(const ReturnShape& shape) {
  return std::sqrt(sharpe_spread(shape) / (static_cast<double>(shape.count) - 1));
}

double probabilistic_sharpe(const ReturnShape& shape, double benchmark) {
  return normal_cdf((shape.sharpe - benchmark) / sharpe_standard_error(shape));
}

double expected_maximum(std::size_t count) {
  if (count < 2) return 0;
  const auto trials = static_cast<double>(count);
  return (1 - std::numbers::egamma) * normal_quantile(1 - 1 / trials) +
         std::numbers::egamma * normal_quantile(1 - 1 / (trials * std::numbers::e));
}

double expected_best_sharpe(std::span<const double> trial_sharpes) {
  if (trial_sharpes.size() < 2) return 0;
  const auto count = static_cast<double>(trial_sharpes.size());
  double sum = 0;
  for (const double sharpe : trial_sharpes) sum += sharpe;
  double squares = 0;
  for (const double sharpe : trial_sharpes) squares += (sharpe - sum / count) * (sharpe - sum / count);
  return std::sqrt(squares / (count - 1)) * expected_maximum(trial_sharpes.size());
}

std::optional<double> min_track_record(const ReturnShape& shape, double benchmark, double confidence) {
  if (!(shape.sharpe > benchmark)) return std::nullopt;
  const double distance = normal_quantile(confidence) / (shape.sharpe - benchmark);
  return 1 + sharpe_spread(shape) * distance * distance;
}

}  // namespace bot::research
