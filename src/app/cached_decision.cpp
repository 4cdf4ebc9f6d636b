#include "app/cached_decision.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "calendar/new_york.hpp"
#include "run/asking.hpp"

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

decide::Decision decide_on(const data::CachedUniverse& universe, const config::Settings& settings) {
  return decide::decide(data::decision_inputs(universe, settings.run.data.adjust), universe.asof, settings.run.decide);
}

}  // namespace bot::app
