#include "research/grid_layout.hpp"

#include <algorithm>

namespace bot::research {
namespace {

template <class Value>
std::size_t index_in(std::vector<Value>& list, const Value& value) {
  const auto found = std::ranges::find(list, value);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(value);
  return list.size() - 1;
}

bool weighs_alike(const decide::WeightOptions& a, const decide::WeightOptions& b) {
  return a.method == b.method && a.vol_window == b.vol_window && a.max_weight_per_asset == b.max_weight_per_asset &&
         a.cash_buffer == b.cash_buffer;
}

}  // namespace

GridLayout::GridLayout(std::span<const GridPoint> grid) {
  for (const GridPoint& point : grid) {
    const decide::Options& options = point.strategy.decide;
    min_bars = options.min_bars;
    const std::size_t deviation_index = index_in(deviation, options.weights.vol_window);
    const std::size_t window = index_in(corr_window, options.selection.corr_window);
    const Scoring score{.ema_fast = index_in(ema, options.features.ema_fast),
                        .atr = index_in(atr, options.features.atr_window),
                        .deviation = deviation_index,
                        .min_score = options.selection.min_score};
    const Candidates passing{.scoring = index_in(scoring, score), .ema_slow = index_in(ema, options.features.ema_slow)};
    corr_caps.resize(corr_window.size());
    const Selection chosen{.candidates = index_in(candidates, passing),
                           .corr_window = window,
                           .corr_cap = index_in(corr_caps[window], options.selection.corr_cap)};
    const std::size_t selected = index_in(selection, chosen);
    const auto top = static_cast<std::size_t>(std::max(options.selection.top_n, 0));
    top_n.resize(selection.size(), 0);
    top_n[selected] = std::max(top_n[selected], top);
    const auto same = [&](const Weighting& one) {
      return weighs_alike(one.options, options.weights) && one.corr_window == window;
    };
    auto weigh = std::ranges::find_if(weighting, same);
    if (weigh == weighting.end())
      weigh = weighting.insert(weighting.end(),
                               {.deviation = deviation_index, .corr_window = window, .options = options.weights});
    points.push_back({.selection = selected,
                      .top_n = top,
                      .weighting = static_cast<std::size_t>(weigh - weighting.begin()),
                      .drift_band = point.strategy.drift_band});
  }
}

bool has_layout(std::span<const GridPoint> points) {
  return std::ranges::all_of(points, [&](const GridPoint& point) {
    const decide::Options& options = point.strategy.decide;
    return options.kind == decide::StrategyKind::kMomentum && !options.features.macd.enabled &&
           options.min_bars == points.front().strategy.decide.min_bars;
  });
}

}  // namespace bot::research
