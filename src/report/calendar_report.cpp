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

}  // namespace bot::report
