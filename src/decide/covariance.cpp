#include <algorithm>

#include "base/check.hpp"
#include "decide/weights.hpp"

namespace bot::decide {
namespace {

ReturnTable demeaned(const ReturnTable& returns) {
  ReturnTable result = returns;
  for (auto& series : result) {
    BOT_CHECK(series.size() == returns.front().size(), "{} {}", series.size(), returns.front().size());
    double sum = 0;
    for (const double value : series) sum += value;
    const double mean = sum / static_cast<double>(series.size());
    for (double& value : series) value -= mean;
  }
  return result;
}

SquareMatrix products(const ReturnTable& deviations, double divisor) {
  SquareMatrix matrix(deviations.size());
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t t = 0; t < deviations[i].size(); ++t) sum += deviations[i][t] * deviations[j][t];
      matrix.at(i, j) = matrix.at(j, i) = sum / divisor;
    }
  }
  return matrix;
}

}  // namespace

SquareMatrix sample_covariance(const ReturnTable& returns) {
  BOT_CHECK(!returns.empty() && returns.front().size() >= 2);
  return products(demeaned(returns), static_cast<double>(returns.front().size() - 1));
}

// With n observations x_t of p assets and S their covariance (divisor n): m = tr(S)/p, d2 = |S - mI|^2 / p,
// b2 = min(d2, sum_t |x_t x_t' - S|^2 / (n^2 p)); the estimate is (b2/d2) mI + (1 - b2/d2) S.
SquareMatrix ledoit_wolf_covariance(const ReturnTable& returns) {
  BOT_CHECK(!returns.empty() && !returns.front().empty());
  const std::size_t assets = returns.size();
  const std::size_t observations = returns.front().size();
  const auto p = static_cast<double>(assets);
  const auto n = static_cast<double>(observations);
  const ReturnTable x = demeaned(returns);
  SquareMatrix s = products(x, n);
  double mean_variance = 0;
  for (std::size_t i = 0; i < assets; ++i) mean_variance += s.at(i, i);
  mean_variance /= p;
  double d2 = 0;
  double s_squares = 0;
  for (std::size_t i = 0; i < assets; ++i) {
    for (std::size_t j = 0; j < assets; ++j) {
      const double off = s.at(i, j) - (i == j ? mean_variance : 0.0);
      d2 += off * off;
      s_squares += s.at(i, j) * s.at(i, j);
    }
  }
  d2 /= p;
  double fourth = 0;  // sum over t of |x_t|^4
  for (std::size_t t = 0; t < observations; ++t) {
    double length = 0;
    for (std::size_t i = 0; i < assets; ++i) length += x[i][t] * x[i][t];
    fourth += length * length;
  }
  const double b2 = std::min(d2, std::max(0.0, (fourth / n - s_squares) / (n * p)));
  const double shrinkage = d2 > 0 ? b2 / d2 : 0.0;
  for (std::size_t i = 0; i < assets; ++i)
    for (std::size_t j = 0; j < assets; ++j)
      s.at(i, j) = (1.0 - shrinkage) * s.at(i, j) + (i == j ? shrinkage * mean_variance : 0.0);
  return s;
}

}  // namespace bot::decide
