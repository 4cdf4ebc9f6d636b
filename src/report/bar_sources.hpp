// What output says of the bars it rests on: that they are simulated, and which symbols it does without.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "data/cached_universe.hpp"
#include "model/source_identity.hpp"

namespace bot::report {

using BarSources = std::map<Symbol, SourceIdentity>;  // of the symbols that have bars

[[nodiscard]] BarSources bar_sources(const data::CachedUniverse& universe);
[[nodiscard]] bool any_simulated(const BarSources& sources);
// "SIMULATED: bars of the simulated market with seed 1", with the symbols where the others' are real; a line, or empty.
[[nodiscard]] std::string simulated_bars_text(const BarSources& sources);

using LeftOut = std::map<Symbol, std::string>;  // of the universe, without bars that can be read, and why
[[nodiscard]] nlohmann::ordered_json left_out_json(const LeftOut& left_out);
// "WITHOUT GLD: no bars in the cache", a line each, or empty.
[[nodiscard]] std::string left_out_text(const LeftOut& left_out);
// ", without GLD, SPY", or empty.
[[nodiscard]] std::string left_out_phrase(const LeftOut& left_out);

}  // namespace bot::report
