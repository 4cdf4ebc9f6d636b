// How much of each selected symbol. Every method gives weights >= 0 that sum to 1; assets in alphabetical order. No
// library: sums run in a fixed order, so the answer is the same to the bit everywhere.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace bot::decide {

class SquareMatrix {
 public:
  explicit SquareMatrix(std::size_t size) : size_(size), values_(size * size, 0.0) {}
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] double& at(std::size_t row, std::size_t column) { return values_[row * size_ + column]; }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const { return values_[row * size_ + column]; }

 private:
  std::size_t size_;
  std::vector<double> values_;
};

// returns[asset][observation], equally long.
using ReturnTable = std::vector<std::vector<double>>;

[[nodiscard]] SquareMatrix sample_covariance(const ReturnTable& returns);  // divisor n - 1
// Ledoit and Wolf (2004), towards the scaled identity, divisor n, demeaned.
[[nodiscard]] SquareMatrix ledoit_wolf_covariance(const ReturnTable& returns);

[[nodiscard]] std::vector<double> equal_weights(std::size_t count);
// Equal risk contributions, to 1e-10 relative (Maillard, Roncalli, Teiletche 2010; convex form of Spinu 2013). All
// variances above 0. None where a portfolio of them all has no risk to share.
[[nodiscard]] std::optional<std::vector<double>> equal_risk_weights(const SquareMatrix& covariance);
// Hierarchical risk parity (Lopez de Prado 2016): single linkage on the Euclidean distance between the columns of
// sqrt((1 - rho)/2); equal distances by the smallest cluster numbers, smaller number left, halves at floor(n/2).
[[nodiscard]] std::vector<double> hierarchical_weights(const SquareMatrix& covariance);
// Minimum variance without short positions, exact (active set). None where the covariance is singular.
[[nodiscard]] std::optional<std::vector<double>> minimum_variance_weights(const SquareMatrix& covariance);

// Weights in inverse proportion to volatilities, all above 0, in their place.
void make_inverse_volatility_weights(std::span<double> volatilities);

// Cuts each weight to `cap`, the excess going to those below it in proportion (0 takes none), until none is over. What
// cannot be placed is left out: the sum is then below 1.
void apply_cap_in_place(std::span<double> weights, double cap);

}  // namespace bot::decide
