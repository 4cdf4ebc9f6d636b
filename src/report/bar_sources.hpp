// What output says of the bars it rests on: that they are simulated, and which symbols it does without, altogether or
// on some sessions.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/time.hpp"
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

// A symbol that failed validation on some sessions of a test.
struct InvalidSymbol {
  Symbol symbol;
  std::size_t sessions = 0;
  Date first{}, last{};
  std::string reason;  // what validation found on the first of them
};
using InvalidSymbols = std::vector<InvalidSymbol>;
[[nodiscard]] nlohmann::ordered_json invalid_json(const InvalidSymbols& invalid);
// "INVALID GLD on 3 sessions, 2020-06-08 to 2020-06-10: rule 4: no volume", a line each, or empty.
[[nodiscard]] std::string invalid_text(const InvalidSymbols& invalid);
// ", invalid: GLD on 3 sessions, SPY on 1 session", of many their number alone, or empty.
[[nodiscard]] std::string invalid_phrase(const InvalidSymbols& invalid);

}  // namespace bot::report
