// The cache as a decision on final bars sees it: each symbol's bars up to a session, validated.
#pragma once

#include <vector>

#include "calendar/calendar.hpp"
#include "data/decision_bars.hpp"
#include "data/finding.hpp"
#include "data/options.hpp"
#include "data/validate.hpp"
#include "model/symbol_bars.hpp"
#include "ports/bar_store.hpp"

namespace bot::data {

struct UniverseOptions {
  std::vector<Symbol> symbols;
  Options data;
};

struct CachedUniverse {
  Date asof{};                          // session looked at
  std::vector<BarSeries> series{};      // of the universe, alphabetical; empty bars where there is no file
  std::vector<SymbolReport> reports{};  // same order
  bool unreadable = false;              // a file could not be read
};

[[nodiscard]] CachedUniverse load_universe(const ports::BarStore& store, const calendar::Calendar& calendar, Date asof,
                                           const UniverseOptions& options);
// What `decide` takes; no bars where validation failed.
[[nodiscard]] std::vector<SymbolBars> decision_inputs(const CachedUniverse& universe, Adjust adjust);

}  // namespace bot::data
