// `bot calendar`: sessions of a span, or one day explained.
#include "calendar/calendar.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "calendar/new_york.hpp"
#include "report/calendar_report.hpp"

namespace bot::app {

Result<int> execute(const CalendarRequest& request, Environment& environment) {
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  const calendar::Calendar& calendar = context->calendar;
  const auto beyond = [](Date date) {
    return fail(ErrorCode::kUsage, fmt::format("{} is outside the calendar", to_iso(date)), "",
                fmt::format("It knows {} to {}.", to_iso(calendar::Calendar::first_day()),
                            to_iso(calendar::Calendar::last_day())));
  };
  const auto known = [](Date date) {
    return date >= calendar::Calendar::first_day() && date <= calendar::Calendar::last_day();
  };
  if (request.explain) {
    if (!known(*request.explain)) return beyond(*request.explain);
    report::ExplainedDay day{.date = *request.explain,
                             .why = calendar.explain(*request.explain),
                             .session = calendar.session_on(*request.explain)};
    if (day.session) day.settled_then = calendar.settlement_of(day.date);
    environment.print(report::calendar_json(day), report::calendar_text(day));
    return 0;
  }
  const Date today = calendar::to_new_york(context->loop.now()).date;
  const Date from = request.from.value_or(today);
  const Date to = request.to.value_or(from + std::chrono::days(30));
  if (!known(from)) return beyond(from);
  if (!known(to)) return beyond(to);
  if (to < from)
    return fail(ErrorCode::kUsage, fmt::format("--to {} lies before --from {}", to_iso(to), to_iso(from)),
                "command line", "Exchange them.");
  const auto sessions = calendar.sessions(from, to);
  environment.print(report::calendar_json(sessions), report::calendar_text(sessions, environment.style));
  return 0;
}

}  // namespace bot::app
