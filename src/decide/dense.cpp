#include "decide/dense.hpp"

#include <cmath>

#include "base/check.hpp"

namespace bot::decide {

std::optional<std::vector<double>> solve_positive_definite(const SquareMatrix& matrix, std::span<const double> right) {
  const std::size_t size = matrix.size();
  SquareMatrix lower(size);
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      double rest = matrix.at(row, column);
      for (std::size_t k = 0; k < column; ++k) rest -= lower.at(row, k) * lower.at(column, k);
      if (row != column) {
        lower.at(row, column) = rest / lower.at(column, column);
      } else {
        if (!(rest > 0)) return std::nullopt;
        lower.at(row, row) = std::sqrt(rest);
      }
    }
  }
  std::vector<double> x(right.begin(), right.end());
  for (std::size_t row = 0; row < size; ++row) {
    for (std::size_t k = 0; k < row; ++k) x[row] -= lower.at(row, k) * x[k];
    x[row] /= lower.at(row, row);
  }
  for (std::size_t row = size; row-- > 0;) {
    for (std::size_t k = row + 1; k < size; ++k) x[row] -= lower.at(k, row) * x[k];
    x[row] /= lower.at(row, row);
  }
  return x;
}

void normalise(std::span<double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  BOT_CHECK(sum > 0, "{}", sum);
  for (double& value : values) value /= sum;
}

}  // namespace bot::decide
