#include "simulate/year_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/money_text.hpp"
#include "base/wording.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"

namespace bot::simulate {
namespace {

using report::Align;
using report::Cell;
using report::Tone;

std::string describe_outcome(const Day& day) {
  if (day.run) return std::string(name(day.run->outcome));
  return day.kills > 0 ? "killed" : "nothing ran";
}

Tone outcome_tone(const Day& day) {
  if (!day.broken.empty()) return Tone::kBad;
  if (!day.run) return Tone::kBad;
  if (day.run->exit_code == 0) return Tone::kPlain;
  return day.run->exit_code == kExitNeedsAttention ? Tone::kWarning : Tone::kBad;
}

std::map<std::string, int> by_name(const std::map<ports::AlertKind, int>& alerts) {
  std::map<std::string, int> named;
  for (const auto& [kind, count] : alerts) named.emplace(name(kind), count);
  return named;
}

std::string list_alerts(const Day& day) {
  std::map<ports::AlertKind, int> alerts = day.alerts;
  alerts.erase(ports::AlertKind::kDailySummary);  // every evening has one
  std::string all;
  for (const auto& [name, count] : by_name(alerts))
    all += (all.empty() ? "" : ", ") + name + (count > 1 ? fmt::format(" x{}", count) : std::string());
  return all;
}

std::string describe_weekday(const calendar::Session& session) {
  static constexpr const char* kNames[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  const std::string name = kNames[std::chrono::weekday{session.date}.c_encoding()];
  return session.early_close ? name + " early" : name;
}

std::string describe_events(const Day& day) {
  std::string all = day.faults.text();
  const auto add = [&](const std::string& text) {
    if (!text.empty()) all += (all.empty() ? "" : "; ") + text;
  };
  if (!day.operator_action.empty()) add("operator: " + day.operator_action);
  for (const std::string& line : day.broken) add("BROKEN " + line);
  return all;
}

std::string day_table(const YearResult& year, const report::TextStyle& style) {
  report::Table table({{.title = "session", .align = Align::kLeft},
                       {.title = "", .align = Align::kLeft},
                       {.title = "run", .align = Align::kLeft},
                       {.title = "orders", .spare = true},
                       {.title = "traded", .spare = true},
                       {.title = "equity"},
                       {.title = "day"},
                       {.title = "alerts", .align = Align::kLeft, .elastic = true, .spare = true},
                       {.title = "what happened", .align = Align::kLeft, .elastic = true}});
  for (const Day& day : year.days)
    table.add({to_iso(day.session.date), Cell(describe_weekday(day.session), Tone::kFaint),
               Cell(describe_outcome(day), outcome_tone(day)),
               day.orders == 0 ? std::string() : fmt::format("{}", day.orders),
               day.traded == Money{} ? std::string() : money_figure(day.traded),
               day.equity ? money_figure(*day.equity) : std::string(),
               day.day_return ? report::percent(*day.day_return, 2) : std::string(), list_alerts(day),
               Cell(describe_events(day), day.broken.empty() ? Tone::kFaint : Tone::kBad)});
  return table.render(style);
}

std::string invariant_table(const YearResult& year, const report::TextStyle& style) {
  report::Table table({{.title = "invariant", .align = Align::kLeft},
                       {.title = "", .align = Align::kLeft, .elastic = true},
                       {.title = "looked at"},
                       {.title = "broken"}});
  for (const InvariantCount& invariant : year.invariants)
    table.add({invariant.number, invariant.sentence, fmt::format("{}", invariant.checked),
               Cell(fmt::format("{}", invariant.broken), invariant.broken == 0 ? Tone::kGood : Tone::kBad)});
  return table.render(style);
}

std::map<std::string, int> count_outcomes(const YearResult& year) {
  std::map<std::string, int> outcomes;
  for (const Day& day : year.days) ++outcomes[describe_outcome(day)];
  return outcomes;
}

}  // namespace

std::string year_text(const YearResult& year, const report::TextStyle& style) {
  std::string text = day_table(year, style) + "\n" + invariant_table(year, style) + "\n";
  std::string outcomes;
  for (const auto& [outcome, count] : count_outcomes(year))
    outcomes += fmt::format("{}{} {}", outcomes.empty() ? "" : ", ", outcome, count);
  text += report::paragraph(fmt::format("SIMULATED: {}: {}", counted(year.days.size(), "session"), outcomes), style);
  if (!year.days.empty() && year.days.front().equity && year.days.back().equity)
    text += report::paragraph(
        fmt::format(
            "equity {} -> {} ({})", money_text(*year.days.front().equity), money_text(*year.days.back().equity),
            report::percent(year.days.back().equity->to_double() / year.days.front().equity->to_double() - 1, 2)),
        style);
  text += report::paragraph(
      fmt::format("alerts: {} delivered ({} late), {} waiting, {} refused; {} pings; {} timers found nothing due",
                  year.delivered, year.late, year.waiting, year.refused, year.pings, year.clock_alarms),
      style);
  text += year.broken.empty()
              ? painted("every invariant held\n", Tone::kGood, style.colour)
              : painted(counted(year.broken.size(), "invariant") + " broken\n", Tone::kBad, style.colour);
  return text;
}

report::Json year_json(const YearResult& year) {
  report::Json json = report::document("simulate");
  json["simulated"] = true;
  json["days"] = report::Json::array();
  for (const Day& day : year.days) {
    report::Json line;
    line["session"] = to_iso(day.session.date);
    line["early_close"] = day.session.early_close;
    line["outcome"] = day.run ? report::Json(name(day.run->outcome)) : report::Json(nullptr);
    line["exit_code"] = day.run ? report::Json(day.run->exit_code) : report::Json(nullptr);
    line["run_id"] = day.run ? report::Json(day.run->run_id) : report::Json(nullptr);
    line["starts"] = day.starts;
    line["kills"] = day.kills;
    line["orders"] = day.orders;
    line["executions"] = day.fills;
    line["traded"] = day.traded.to_double();
    line["equity"] = day.equity ? report::number(day.equity->to_double()) : report::Json(nullptr);
    line["day_return"] = report::number(day.day_return);
    line["ready"] = day.ready;
    line["watchdog"] = day.watchdog;
    line["alerts"] = by_name(day.alerts);
    line["trouble"] = day.faults.text();
    line["person"] = day.operator_action;
    line["broken"] = day.broken;
    json["days"].push_back(std::move(line));
  }
  json["outcomes"] = count_outcomes(year);
  json["promises"] = report::Json::array();
  for (const InvariantCount& invariant : year.invariants)
    json["promises"].push_back({{"promise", invariant.number},
                                {"sentence", invariant.sentence},
                                {"looked_at", invariant.checked},
                                {"broken", invariant.broken}});
  json["broken"] = year.broken;
  json["alerts"] = {
      {"delivered", year.delivered}, {"late", year.late}, {"waiting", year.waiting}, {"refused", year.refused}};
  json["pings"] = year.pings;
  json["nothing_due"] = year.clock_alarms;
  json["digest"] = year.digest;
  return json;
}

}  // namespace bot::simulate
