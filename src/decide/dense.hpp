// Small dense linear algebra, as much as the weights need.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "decide/weights.hpp"

namespace bot::decide {

// The x of matrix * x = right by Cholesky's decomposition; nothing when the matrix is not positive definite.
[[nodiscard]] std::optional<std::vector<double>> solve_positive_definite(const SquareMatrix& matrix,
                                                                         std::span<const double> right);
// Divides by the sum, which must be above 0.
void normalise(std::span<double> values);

}  // namespace bot::decide
