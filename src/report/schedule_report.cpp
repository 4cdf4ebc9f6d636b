#include "report/schedule_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "calendar/new_york.hpp"
#include "report/json.hpp"

namespace bot::report {
namespace {

std::string_view money_at_stake(const ScheduleFacts& facts) {
  return facts.mode == Mode::kLive ? "LIVE trading, real money" : "paper trading";
}
std::string_view installed_for(systemd::Scope scope) {
  return scope == systemd::Scope::kUser ? "this user" : "the whole machine";
}

Json schedule_head(const ScheduleFacts& facts) {
  Json json = document("schedule");
  json["action"] = name(facts.action);
  json["scope"] = name(facts.scope);
  json["mode"] = facts.mode ? Json(name(*facts.mode)) : Json(nullptr);
  json["simulated"] = facts.simulated;
  return json;
}

std::string next_run_line(const ScheduleFacts& facts) {
  return facts.next_run ? fmt::format("next run: {}{}\n", calendar::new_york_text(*facts.next_run),
                                      facts.simulated ? ", SIMULATED (gateway.kind: embedded)" : "")
                        : "";
}

std::string short_time(const std::optional<UtcTime>& time) { return time ? calendar::new_york_minute(*time) : ""; }

}  // namespace

Json schedule_json(const systemd::Report& report, const ScheduleFacts& facts) {
  Json json = schedule_head(facts);
  json["done"] = report.done;
  json["kept"] = report.kept;
  json["warnings"] = report.warnings;
  json["next_run"] = instant_or_null(facts.next_run);
  return json;
}

std::string schedule_text(const systemd::Report& report, const ScheduleFacts& facts, const TextStyle& style) {
  std::string text;
  if (facts.action == ScheduleAction::kInstall)
    text += fmt::format("installed for {} ({})\n", money_at_stake(facts), installed_for(facts.scope));
  else
    text += report.done.empty() ? "nothing was installed\n" : "uninstalled\n";
  for (const std::string& line : report.done) text += "  " + line + "\n";
  if (!report.kept.empty()) text += "kept\n";
  for (const std::string& line : report.kept) text += "  " + line + "\n";
  for (const std::string& line : report.warnings)
    text += painted("warning: ", Tone::kWarning, style.colour) + line + "\n";
  return text + next_run_line(facts);
}

Json schedule_json(const systemd::Status& status, const ScheduleFacts& facts) {
  Json json = schedule_head(facts);
  json["installed"] = status.installed;
  json["systemd"] = status.systemd;
  json["problem"] = status.problem;
  json["current"] = status.current;
  json["differing"] = status.differing;
  json["units"] = Json::array();
  for (const systemd::UnitStatus& unit : status.units)
    json["units"].push_back({{"name", unit.name},
                             {"loaded", unit.loaded},
                             {"enabled", unit.enabled},
                             {"active", unit.active},
                             {"result", unit.result},
                             {"next", instant_or_null(unit.next)},
                             {"last", instant_or_null(unit.last)}});
  json["next_run"] = instant_or_null(facts.next_run);
  return json;
}

std::string schedule_text(const systemd::Status& status, const ScheduleFacts& facts, const TextStyle& style) {
  std::string text;
  if (!status.installed)
    return fmt::format("nothing is installed for {}\nbot schedule install --paper installs it\n",
                       installed_for(facts.scope));
  text += fmt::format("installed for {}\n", money_at_stake(facts));
  if (!status.problem.empty()) text += painted("warning: ", Tone::kWarning, style.colour) + status.problem + "\n";
  if (!status.units.empty()) {
    Table table({{.title = "unit", .align = Align::kLeft},
                 {.title = "state", .align = Align::kLeft},
                 {.title = "last", .align = Align::kLeft},
                 {.title = "next", .align = Align::kLeft}});
    for (const systemd::UnitStatus& unit : status.units) {
      const bool bad = !unit.loaded || unit.active == "failed";
      std::string state = !unit.loaded ? "missing" : unit.active;
      if (!unit.result.empty() && unit.result != "success") state += ", " + unit.result;
      table.add({unit.name, {state, bad ? Tone::kBad : Tone::kPlain}, short_time(unit.last), short_time(unit.next)});
    }
    text += table.render(style);
  }
  if (!status.current)
    text += painted("warning: ", Tone::kWarning, style.colour) +
            fmt::format("{} not as the configuration asks for today; bot schedule install writes {} anew\n",
                        status.differing.size() == 1 ? status.differing.front() + " is"
                                                     : fmt::format("{} files are", status.differing.size()),
                        status.differing.size() == 1 ? "it" : "them");
  return text + next_run_line(facts);
}

}  // namespace bot::report
