#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.hpp"
#include "decide/dense.hpp"
#include "decide/weights.hpp"

namespace bot::decide {
namespace {

SquareMatrix column_distances(const SquareMatrix& covariance) {
  const std::size_t size = covariance.size();
  SquareMatrix distance(size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      if (i == j) continue;
      const double scale = std::sqrt(covariance.at(i, i)) * std::sqrt(covariance.at(j, j));
      const double rho = std::clamp(covariance.at(i, j) / scale, -1.0, 1.0);
      distance.at(i, j) = std::sqrt((1.0 - rho) / 2.0);
    }
  }
  SquareMatrix between(size);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double squares = 0;
      for (std::size_t k = 0; k < size; ++k) {
        const double off = distance.at(k, i) - distance.at(k, j);
        squares += off * off;
      }
      between.at(i, j) = between.at(j, i) = std::sqrt(squares);
    }
  }
  return between;
}

// The assets in the order of the tree's leaves. Cluster numbers: assets 0..n-1, then one more for each merger.
std::vector<std::size_t> leaf_order(const SquareMatrix& distances) {
  // Two distances this close are the same number but for the order of its sum.
  constexpr double kEqual = 1e-12;
  const std::size_t size = distances.size();
  struct Cluster {
    std::size_t number;
    std::vector<std::size_t> leaves;
  };
  std::vector<Cluster> clusters;  // by number
  for (std::size_t i = 0; i < size; ++i) clusters.push_back({i, {i}});
  const auto single_linkage = [&](const Cluster& a, const Cluster& b) {
    double nearest = distances.at(a.leaves.front(), b.leaves.front());
    for (const std::size_t i : a.leaves)
      for (const std::size_t j : b.leaves) nearest = std::min(nearest, distances.at(i, j));
    return nearest;
  };
  for (std::size_t next = size; clusters.size() > 1; ++next) {
    double nearest = single_linkage(clusters[0], clusters[1]);
    for (std::size_t i = 0; i < clusters.size(); ++i)
      for (std::size_t j = i + 1; j < clusters.size(); ++j)
        nearest = std::min(nearest, single_linkage(clusters[i], clusters[j]));
    const double limit = nearest * (1.0 + kEqual) + 1e-15;
    std::pair<std::size_t, std::size_t> chosen{0, 1};
    bool found = false;
    for (std::size_t i = 0; i < clusters.size() && !found; ++i) {
      for (std::size_t j = i + 1; j < clusters.size() && !found; ++j) {
        found = single_linkage(clusters[i], clusters[j]) <= limit;
        if (found) chosen = {i, j};
      }
    }
    Cluster merged{next, std::move(clusters[chosen.first].leaves)};
    const auto& right = clusters[chosen.second].leaves;
    merged.leaves.insert(merged.leaves.end(), right.begin(), right.end());
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(chosen.second));
    clusters.erase(clusters.begin() + static_cast<std::ptrdiff_t>(chosen.first));
    clusters.push_back(std::move(merged));
  }
  return clusters.front().leaves;
}

// Variance of the inverse-variance portfolio of these assets.
double cluster_variance(const SquareMatrix& covariance, std::span<const std::size_t> assets) {
  std::vector<double> weights;
  weights.reserve(assets.size());
  for (const std::size_t asset : assets) weights.push_back(1.0 / covariance.at(asset, asset));
  normalise(weights);
  double variance = 0;
  for (std::size_t i = 0; i < assets.size(); ++i)
    for (std::size_t j = 0; j < assets.size(); ++j)
      variance += weights[i] * weights[j] * covariance.at(assets[i], assets[j]);
  return variance;
}

void bisect(const SquareMatrix& covariance, std::span<const std::size_t> assets, std::vector<double>& weights) {
  if (assets.size() < 2) return;
  const std::span<const std::size_t> left = assets.first(assets.size() / 2);
  const std::span<const std::size_t> right = assets.subspan(assets.size() / 2);
  const double variance_left = cluster_variance(covariance, left);
  const double variance_right = cluster_variance(covariance, right);
  const double share_left = 1.0 - variance_left / (variance_left + variance_right);
  for (const std::size_t asset : left) weights[asset] *= share_left;
  for (const std::size_t asset : right) weights[asset] *= 1.0 - share_left;
  bisect(covariance, left, weights);
  bisect(covariance, right, weights);
}

}  // namespace

std::vector<double> hierarchical_weights(const SquareMatrix& covariance) {
  for (std::size_t i = 0; i < covariance.size(); ++i)
    BOT_CHECK(covariance.at(i, i) > 0, "{} {}", i, covariance.at(i, i));
  const std::vector<std::size_t> order = leaf_order(column_distances(covariance));
  std::vector<double> weights(covariance.size(), 1.0);
  bisect(covariance, order, weights);
  return weights;
}

}  // namespace bot::decide
