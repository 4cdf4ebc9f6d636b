// The grid of parameters that a search goes through, and what makes one point better than another.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "decide/options.hpp"

namespace bot::research {

enum class Objective { kCalmar, kSharpe, kSortino, kCagr };
[[nodiscard]] std::string_view name(Objective objective);

// Names of parameters and their values; in order, the last one runs fastest.
using Grid = std::vector<std::pair<std::string, std::vector<double>>>;

// What a point of the grid sets.
struct Strategy {
  decide::Options decide;
  double drift_band = 0.02;
};

// A key of the configuration that a grid may vary; the grid calls it by its name alone.
struct Parameter {
  std::string_view section;  // "features"
  std::string_view name;     // "ema_fast"
  bool moves_fixed_weights;  // has an effect where strategy.kind is fixed
  double (*get)(const Strategy& strategy);
  void (*set)(Strategy& strategy, double value);
};
[[nodiscard]] std::span<const Parameter> parameters();
[[nodiscard]] const Parameter* find_parameter(std::string_view name);  // nullptr: there is none

struct GridPoint {
  std::vector<double> values;  // one a key of the grid, in its order
  Strategy strategy;
};

// In grid order, without those whose ema_fast is not below their ema_slow. A grid without keys has one point, `base`.
// Every name is that of a parameter.
[[nodiscard]] std::vector<GridPoint> grid_points(const Grid& grid, const Strategy& base);

// How good a run was, from its marks. A negative CAGR counts as itself whatever the objective, so that a bigger
// drawdown never helps a loser; so does any CAGR where the objective has no value.
[[nodiscard]] double objective_of(Objective objective, std::span<const double> marks);
// The same of Objective::kCalmar, of marks whose deepest fall is known.
[[nodiscard]] double calmar_objective(double first, double last, std::size_t returns, double depth);
// The point with the highest objective; of equal ones the first.
[[nodiscard]] std::size_t best_of(std::span<const double> objectives);

}  // namespace bot::research
