// What the points of a grid have in common: every average, ranking, selection and weighting that some of them share is
// named once, so that a search computes it once. Inside of this room.
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "research/grid.hpp"

namespace bot::research {

// Numbers are indices into the list of the name before them.
struct GridLayout {
  struct Scoring {             // a ranking of the symbols and which of them may be held at all, but for the trend
    std::size_t ema_fast = 0;  // ema
    std::size_t atr = 0;
    std::size_t deviation = 0;
    double min_score = 0;
    bool operator==(const Scoring&) const = default;
  };
  struct Candidates {
    std::size_t scoring = 0;
    std::size_t ema_slow = 0;  // ema
    bool operator==(const Candidates&) const = default;
  };
  struct Selection {
    std::size_t candidates = 0;
    std::size_t corr_window = 0;
    std::size_t corr_cap = 0;  // corr_caps of the window
    bool operator==(const Selection&) const = default;
  };
  struct Weighting {
    std::size_t deviation = 0;
    std::size_t corr_window = 0;
    decide::WeightOptions options;
  };
  struct Point {
    std::size_t selection = 0;
    std::size_t top_n = 0;
    std::size_t weighting = 0;
    double drift_band = 0;
  };

  explicit GridLayout(std::span<const GridPoint> points);

  std::vector<int> ema, atr, deviation, corr_window;  // windows
  std::vector<std::vector<double>> corr_caps;         // by window of a correlation
  std::vector<Scoring> scoring;
  std::vector<Candidates> candidates;
  std::vector<Selection> selection;
  std::vector<std::size_t> top_n;  // by selection: the most any of its points asks for
  std::vector<Weighting> weighting;
  std::vector<Point> points;
  int min_bars = 0;
};

// Whether the quick search answers as decide does: momentum without MACD, of all points the same but for the grid's
// keys.
[[nodiscard]] bool has_layout(std::span<const GridPoint> points);

}  // namespace bot::research
