// Bars up to date, validated, today's forming bar beside them, and the quotes of that moment.
#pragma once

#include "run/basis.hpp"
#include "run/quotes.hpp"

namespace bot::run {

struct Market {
  std::vector<SymbolSeries> series;          // of the universe, in its order
  Quotes quotes;                             // empty outside a session
  std::map<Symbol, std::string> unanswered;  // out of the decision because a question about it had no answer
};

// Stopped with kData when no symbol of the universe passed validation, when nobody answers about the bars of several
// (more than one, and more than a tenth of the universe, or half of it), and when most of it is out, refusals counted:
// that is nothing about those symbols, and what is left of the universe is nothing to decide from. Symbols that are not
// decisive are not counted.
[[nodiscard]] Staged<Market> read_market(Runtime& runtime, const Basis& basis, const PositionMap& positions);
// From the stored bars alone, for a start that continues a plan written earlier.
[[nodiscard]] SeriesTable load_series_table(const Runtime& runtime);

}  // namespace bot::run
