#include <algorithm>

#include "base/check.hpp"
#include "decide/dense.hpp"
#include "decide/weights.hpp"

namespace bot::decide {
namespace {

// x of the held assets with (covariance of the held) * x = 1, zero elsewhere; none where that is singular.
std::optional<std::vector<double>> solve_held(const SquareMatrix& covariance, const std::vector<std::size_t>& held) {
  SquareMatrix part(held.size());
  for (std::size_t i = 0; i < held.size(); ++i)
    for (std::size_t j = 0; j < held.size(); ++j) part.at(i, j) = covariance.at(held[i], held[j]);
  const std::vector<double> ones(held.size(), 1.0);
  const auto solved = solve_positive_definite(part, ones);
  if (!solved) return std::nullopt;
  std::vector<double> x(covariance.size(), 0.0);
  for (std::size_t i = 0; i < held.size(); ++i) x[held[i]] = (*solved)[i];
  return x;
}

}  // namespace

// min x'Sx/2 - sum(x), x >= 0, has the direction of the answer. Active set after Lawson and Hanson (1974): the asset
// that would lower the variance most comes in, those that turn negative go out, until nothing improves.
std::optional<std::vector<double>> minimum_variance_weights(const SquareMatrix& covariance) {
  constexpr double kTolerance = 1e-12;
  const std::size_t size = covariance.size();
  double mean_variance = 0;
  for (std::size_t i = 0; i < size; ++i) mean_variance += covariance.at(i, i) / static_cast<double>(size);
  BOT_CHECK(mean_variance > 0, "{}", mean_variance);
  SquareMatrix scaled = covariance;
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j < size; ++j) scaled.at(i, j) /= mean_variance;

  std::vector<double> x(size, 0.0);
  std::vector<std::size_t> held;
  const std::size_t most_rounds = 3 * size + 10;
  for (std::size_t round = 0; round < most_rounds; ++round) {
    std::size_t best = size;
    double best_gain = kTolerance;
    for (std::size_t i = 0; i < size; ++i) {
      if (std::ranges::find(held, i) != held.end()) continue;
      double gain = 1.0;
      for (std::size_t j = 0; j < size; ++j) gain -= scaled.at(i, j) * x[j];
      if (gain > best_gain) {
        best = i;
        best_gain = gain;
      }
    }
    if (best == size) break;
    held.insert(std::ranges::upper_bound(held, best), best);
    while (true) {
      const auto solved = solve_held(scaled, held);
      if (!solved) return std::nullopt;
      const std::vector<double>& wanted = *solved;
      double step = 1.0;
      for (const std::size_t i : held)
        if (wanted[i] <= 0) step = std::min(step, x[i] / (x[i] - wanted[i]));
      if (step >= 1.0 && std::ranges::all_of(held, [&](std::size_t i) { return wanted[i] > 0; })) {
        x = wanted;
        break;
      }
      for (const std::size_t i : held) x[i] += step * (wanted[i] - x[i]);
      std::erase_if(held, [&](std::size_t i) { return wanted[i] <= 0 && x[i] <= kTolerance; });
      for (std::size_t i = 0; i < size; ++i)
        if (std::ranges::find(held, i) == held.end()) x[i] = 0;
    }
  }
  normalise(x);
  return x;
}

}  // namespace bot::decide
