// The bars one decision is made from, a symbol each.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "data/decision_bars.hpp"
#include "model/bar.hpp"

namespace bot::run {

struct SymbolSeries {
  Symbol symbol;
  std::vector<Bar> bars;             // final ones, up to the decision's session
  std::optional<data::Today> today;  // the forming bar and its factor
  bool valid = true;
  std::string invalid_reason;
};

// What prices and sizes are compared with.
struct SeriesFacts {
  std::optional<Price> last_close;       // the last one the decision saw, brought to today's shares by today's factor
  std::optional<double> average_volume;  // shares a day over the last 20 bars; none where there are fewer
};
using SeriesTable = std::map<Symbol, SeriesFacts>;
[[nodiscard]] SeriesTable summarize(const std::vector<SymbolSeries>& series);

}  // namespace bot::run
