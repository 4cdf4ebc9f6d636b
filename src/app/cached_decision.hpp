// From the cache to a decision, on final bars only: what `weights`, `explain` and `validate` look at.
#pragma once

#include <vector>

#include "app/world.hpp"
#include "data/finding.hpp"
#include "decide/decide.hpp"

namespace bot::app {

struct CachedUniverse {
  Date asof;                                // session looked at
  std::vector<BarSeries> series;            // of the universe, alphabetical; empty bars where there is no file
  std::vector<data::SymbolReport> reports;  // same order
  bool unreadable = false;                  // a file could not be read
};

// The session of --asof: the last one up to that date; without it the last session whose bars are final.
[[nodiscard]] Result<Date> asof_session(const World& world, const std::optional<Date>& asof);
[[nodiscard]] CachedUniverse load_universe(const World& world, Date asof);
[[nodiscard]] decide::Decision decide_on(const CachedUniverse& universe, const config::Settings& settings);

}  // namespace bot::app
