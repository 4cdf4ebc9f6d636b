#include "app/cached_decision.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calendar/new_york.hpp"
#include "data/file_row.hpp"
#include "run/derived_options.hpp"

namespace bot::app {

Result<Date> asof_session(const CommandContext& context, const std::optional<Date>& asof) {
  const auto last = data::last_final_session(context.calendar, context.loop.now());
  if (!last)
    return fail(ErrorCode::kData, "the clock is outside the calendar", calendar::new_york_text(context.loop.now()));
  if (!asof) return *last;
  if (*asof > *last && context.calendar.next_after(*last)->date <= *asof)
    context.environment.log.warning(fmt::format(
        "{}: {} is the last session whose bars are final, and the one looked at", to_iso(*asof), to_iso(*last)));
  const auto session = context.calendar.on_or_before(std::min(*asof, *last));
  if (!session)
    return fail(ErrorCode::kUsage, fmt::format("no session up to {}", to_iso(*asof)), "--asof",
                fmt::format("The calendar begins {}.", to_iso(calendar::Calendar::first_day())));
  return session->date;
}

data::CachedUniverse load_universe(const CommandContext& context, Date asof) {
  return data::load_universe(context.store, context.calendar, asof,
                             run::universe_options(context.environment.settings().run));
}

Result<decide::Decision> decide_on(const CommandContext& context, const data::CachedUniverse& universe) {
  const run::RunOptions& run = context.environment.settings().run;
  decide::Options options = run.decide;
  if (options.kind == decide::StrategyKind::kFile) {
    const auto row =
        data::read_file_row(context.weights, run.strategy_file, universe.asof, context.calendar, run.universe);
    if (!row)
      return fail(ErrorCode::kData,
                  fmt::format("strategy.path has no weights for {}: {}", to_iso(universe.asof), row.error().text()),
                  run.strategy_file.path, "Have the program that writes it write that session's row.");
    options.file_row = row->row;
  }
  return decide::decide(data::decision_inputs(universe, run.data.adjust), universe.asof, options);
}

}  // namespace bot::app
