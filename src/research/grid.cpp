#include "research/grid.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "base/check.hpp"
#include "research/metrics.hpp"

namespace bot::research {
namespace {

template <auto First, auto... Rest>
constexpr auto& member(auto& object) {
  if constexpr (sizeof...(Rest) == 0)
    return object.*First;
  else
    return member<Rest...>(object.*First);
}

enum class Moves { kMomentum, kFixedWeightsToo };

// The one at the end of this path of members.
template <auto... Path>
constexpr Parameter parameter(std::string_view section, std::string_view name, Moves moves = Moves::kMomentum) {
  return {.section = section,
          .name = name,
          .moves_fixed_weights = moves == Moves::kFixedWeightsToo,
          .get = [](const Strategy& strategy) { return static_cast<double>(member<Path...>(strategy)); },
          .set =
              [](Strategy& strategy, double value) {
                auto& wanted = member<Path...>(strategy);
                if constexpr (std::is_same_v<decltype(wanted), int&>)
                  wanted = static_cast<int>(std::lround(value));
                else
                  wanted = value;
              }};
}

std::optional<double> calmar_of(double cagr, double depth) {
  return depth < 0 ? std::optional(cagr / std::abs(depth)) : std::nullopt;
}

std::optional<double> value_of(Objective objective, std::span<const double> marks, double cagr) {
  switch (objective) {
    case Objective::kCagr:
      return cagr;
    case Objective::kCalmar:
      return calmar_of(cagr, max_drawdown_of(marks).depth);
    case Objective::kSharpe:
      return sharpe_of(daily_returns(marks));
    case Objective::kSortino:
      return sortino_of(daily_returns(marks));
  }
  BOT_CHECK(false);
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
  BOT_CHECK(false);
}

std::span<const Parameter> parameters() {
  using decide::FeatureOptions;
  using decide::SelectionOptions;
  using decide::WeightOptions;
  constexpr auto kFeatures = &decide::Options::features;
  constexpr auto kSelection = &decide::Options::selection;
  constexpr auto kWeights = &decide::Options::weights;
  static constexpr Parameter kAll[] = {
      parameter<&Strategy::decide, kFeatures, &FeatureOptions::ema_fast>("features", "ema_fast"),
      parameter<&Strategy::decide, kFeatures, &FeatureOptions::ema_slow>("features", "ema_slow"),
      parameter<&Strategy::decide, kFeatures, &FeatureOptions::atr_window>("features", "atr_window"),
      parameter<&Strategy::decide, kSelection, &SelectionOptions::top_n>("selection", "top_n"),
      parameter<&Strategy::decide, kSelection, &SelectionOptions::corr_window>("selection", "corr_window"),
      parameter<&Strategy::decide, kSelection, &SelectionOptions::corr_cap>("selection", "corr_cap"),
      parameter<&Strategy::decide, kSelection, &SelectionOptions::min_score>("selection", "min_score"),
      parameter<&Strategy::decide, kWeights, &WeightOptions::vol_window>("weights", "vol_window"),
      parameter<&Strategy::decide, kWeights, &WeightOptions::max_weight_per_asset>("weights", "max_weight_per_asset"),
      parameter<&Strategy::decide, kWeights, &WeightOptions::cash_buffer>("weights", "cash_buffer",
                                                                          Moves::kFixedWeightsToo),
      parameter<&Strategy::drift_band>("weights", "drift_band", Moves::kFixedWeightsToo)};
  return kAll;
}

const Parameter* find_parameter(std::string_view name) {
  const auto all = parameters();
  const auto found = std::ranges::find(all, name, &Parameter::name);
  return found == all.end() ? nullptr : &*found;
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
      const Parameter* parameter = find_parameter(grid[key].first);
      BOT_CHECK(parameter != nullptr, "{}", grid[key].first);
      parameter->set(point.strategy, point.values[key]);
    }
    const decide::FeatureOptions& features = point.strategy.decide.features;
    if (features.ema_fast < features.ema_slow) points.push_back(std::move(point));
  }
  return points;
}

namespace {

template <class Value>
double objective_with(double first, double last, std::size_t returns, Value value) {
  const double cagr = cagr_of(first, last, returns).value_or(0.0);
  if (cagr < 0) return cagr;
  return value(cagr).value_or(cagr);
}

}  // namespace

double objective_of(Objective objective, std::span<const double> marks) {
  return objective_with(marks.front(), marks.back(), marks.size() - 1,
                        [&](double cagr) { return value_of(objective, marks, cagr); });
}

double calmar_objective(double first, double last, std::size_t returns, double depth) {
  return objective_with(first, last, returns, [&](double cagr) { return calmar_of(cagr, depth); });
}

std::size_t best_of(std::span<const double> objectives) {
  return static_cast<std::size_t>(std::ranges::max_element(objectives) - objectives.begin());
}

}  // namespace bot::research
