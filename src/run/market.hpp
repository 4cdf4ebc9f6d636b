// Bars up to date, validated, today's forming bar beside them, and the quotes of that moment.
#pragma once

#include "run/quotes.hpp"

namespace bot::run {

struct Market {
  std::vector<SymbolSeries> series;  // of the universe, in its order
  Quotes quotes;                     // empty outside a session
};

// Stopped with kData when no symbol of the universe passed validation.
[[nodiscard]] Staged<Market> read_market(Runtime& runtime, const PositionMap& positions);
// Of the stored bars alone, for a start that goes on with a plan written before.
[[nodiscard]] SeriesTable load_series_table(const Runtime& runtime);

}  // namespace bot::run
