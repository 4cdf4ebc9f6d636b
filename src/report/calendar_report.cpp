#include "report/calendar_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "calendar/new_york.hpp"
#include "report/json.hpp"

namespace bot::report {
namespace {

std::string clock_text(UtcTime time) {
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(calendar::to_new_york(time).time_of_day).count();
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string describe_weekday(Date date) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  return kDays[std::chrono::weekday(date).c_encoding()];
}

}  // namespace

Json calendar_json(const std::vector<calendar::Session>& sessions) {
  Json json = document("calendar");
  json["sessions"] = Json::array();
  for (const calendar::Session& session : sessions)
    json["sessions"].push_back({{"date", to_iso(session.date)},
                                {"open_utc", to_iso(session.opens)},
                                {"close_utc", to_iso(session.closes)},
                                {"settles", to_iso(session.settles)},
                                {"early_close", session.early_close}});
  return json;
}

std::string calendar_text(const std::vector<calendar::Session>& sessions, const TextStyle& style) {
  if (sessions.empty()) return "no sessions\n";
  Table table({{.title = "session", .align = Align::kLeft},
               {.title = "day", .align = Align::kLeft},
               {.title = "opens"},
               {.title = "closes"},
               {.title = "settles"},
               {.title = "", .align = Align::kLeft}});
  for (const calendar::Session& session : sessions)
    table.add({to_iso(session.date),
               describe_weekday(session.date),
               clock_text(session.opens),
               clock_text(session.closes),
               to_iso(session.settles),
               {session.early_close ? "early close" : "", Tone::kWarning}});
  return table.render(style);
}

Json calendar_json(const ExplainedDay& day) {
  Json json = day.session ? calendar_json({*day.session}) : calendar_json(std::vector<calendar::Session>{});
  json["date"] = to_iso(day.date);
  json["rule"] = day.why.rule;
  json["source"] = day.why.source;
  json["definition"] = day.why.definition;
  if (day.settled_then) json["settled"] = to_iso(*day.settled_then);
  return json;
}

std::string calendar_text(const ExplainedDay& day) {
  std::string text = fmt::format("{}: {}\n", to_iso(day.date), day.why.rule);
  if (!day.why.definition.empty()) text += fmt::format("rule: {}\n", day.why.definition);
  if (const auto& session = day.session) {
    text += fmt::format("opens {}, closes {}, trades settle {}\n", calendar::new_york_text(session->opens),
                        calendar::new_york_text(session->closes), to_iso(session->settles));
    if (day.why.banks_closed) text += "the banks are closed: the exchange trades, nothing settles\n";
    if (day.settled_then && *day.settled_then != session->settles)
      text += fmt::format("by the settlement cycle of that time a trade of this day settled {}\n",
                          to_iso(*day.settled_then));
  }
  if (!day.why.source.empty()) text += fmt::format("source: {}\n", day.why.source);
  return text;
}

}  // namespace bot::report
