// What output that rests on simulated bars says of them.
#pragma once

#include <map>
#include <string>

#include "data/cached_universe.hpp"
#include "model/source_identity.hpp"

namespace bot::report {

using BarSources = std::map<Symbol, SourceIdentity>;  // of the symbols that have bars

[[nodiscard]] BarSources bar_sources(const data::CachedUniverse& universe);
[[nodiscard]] bool any_simulated(const BarSources& sources);
// "SIMULATED: bars of the simulated market with seed 1", with the symbols where the others' are real; a line, or empty.
[[nodiscard]] std::string simulated_bars_text(const BarSources& sources);

}  // namespace bot::report
