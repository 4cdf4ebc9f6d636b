// A decision made from the cache, on final bars only: what `weights`, `explain` and `validate` show.
#pragma once

#include "app/command_context.hpp"
#include "data/cached_universe.hpp"
#include "decide/decide.hpp"

namespace bot::app {

// The session of --asof: the last one up to that date; without it the last session whose bars are final.
[[nodiscard]] Result<Date> asof_session(const CommandContext& context, const std::optional<Date>& asof);
[[nodiscard]] data::CachedUniverse load_universe(const CommandContext& context, Date asof);
// With strategy.kind file kData where the file has no row that may be used.
[[nodiscard]] Result<decide::Decision> decide_on(const CommandContext& context, const data::CachedUniverse& universe);

}  // namespace bot::app
