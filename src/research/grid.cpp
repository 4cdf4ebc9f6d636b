#include "research/grid.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "research/metrics.hpp"

namespace bot::research {
namespace {

int whole(double value) { return static_cast<int>(std::lround(value)); }

std::optional<double> value_of(Objective objective, std::span<const double> marks, double cagr) {
  switch (objective) {
    case Objective::kCagr:
      return cagr;
    case Objective::kCalmar: {
      const double depth = max_drawdown_of(marks).depth;
      return depth < 0 ? std::optional(cagr / std::abs(depth)) : std::nullopt;
    }
    case Objective::kSharpe:
      return sharpe_of(daily_returns(marks));
    case Objective::kSortino:
      return sortino_of(daily_returns(marks));
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(Objective objective) {
  switch (objective) {
    case Objective::kCalmar:
      return "calmar";
    case Objective::kSharpe:
      return "sharpe";
    case Objective::kSortino:
      return "sortino";
    case Objective::kCagr:
      return "cagr";
  }
  return "";
}

bool set_parameter(Strategy& strategy, std::string_view key, double value) {
  decide::Options& options = strategy.decide;
  if (key == "ema_fast") return options.features.ema_fast = whole(value), true;
  if (key == "ema_slow") return options.features.ema_slow = whole(value), true;
  if (key == "atr_window") return options.features.atr_window = whole(value), true;
  if (key == "top_n") return options.selection.top_n = whole(value), true;
  if (key == "corr_window") return options.selection.corr_window = whole(value), true;
  if (key == "corr_cap") return options.selection.corr_cap = value, true;
  if (key == "min_score") return options.selection.min_score = value, true;
  if (key == "vol_window") return options.weights.vol_window = whole(value), true;
  if (key == "max_weight_per_asset") return options.weights.max_weight_per_asset = value, true;
  if (key == "cash_buffer") return options.weights.cash_buffer = value, true;
  if (key == "drift_band") return strategy.drift_band = value, true;
  return false;
}

std::vector<GridPoint> grid_points(const Grid& grid, const Strategy& base) {
  std::size_t count = 1;
  for (const auto& [key, values] : grid) count *= values.size();
  std::vector<GridPoint> points;
  for (std::size_t index = 0; index < count; ++index) {
    GridPoint point{.values = std::vector<double>(grid.size()), .strategy = base};
    std::size_t rest = index;
    for (std::size_t key = grid.size(); key-- > 0;) {
      const std::vector<double>& values = grid[key].second;
      point.values[key] = values[rest % values.size()];
      rest /= values.size();
      BOT_CHECK(set_parameter(point.strategy, grid[key].first, point.values[key]), "{}", grid[key].first);
    }
    const decide::FeatureOptions& features = point.strategy.decide.features;
    if (features.ema_fast < features.ema_slow) points.push_back(std::move(point));
  }
  return points;
}

double objective_of(Objective objective, std::span<const double> marks) {
  const double cagr = cagr_of(marks.front(), marks.back(), marks.size() - 1).value_or(0.0);
  if (cagr < 0) return cagr;
  return value_of(objective, marks, cagr).value_or(cagr);
}

std::size_t best_of(std::span<const double> objectives) {
  return static_cast<std::size_t>(std::ranges::max_element(objectives) - objectives.begin());
}

}  // namespace bot::research
