// `bot preflight` and `bot watchdog`; the daily summary is in summary_report.cpp.
#include "report/watch_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "report/check_marks.hpp"
#include "report/paragraph.hpp"

namespace bot::report {

Json preflight_json(const monitor::Readiness& readiness, std::optional<schedule::PreflightSlot> slot,
                    const AlertFrame& frame) {
  Json json = document("preflight");
  json["trade_ready"] = readiness.ready;
  json["to_do"] = readiness.ready ? Json(nullptr) : Json(readiness.to_do);
  json["exit_code"] = readiness.exit_code;
  json["slot"] = slot ? Json(name(*slot)) : Json(nullptr);
  json["mode"] = name(frame.mode);
  json["simulated"] = frame.simulated;
  json["next_run"] = instant_or_null(frame.next_run.at);
  json["checks"] = Json::array();
  for (const monitor::Check& check : readiness.checks)
    json["checks"].push_back({{"name", check.name},
                              {"light", name(check.status)},
                              {"text", check.text},
                              {"fix", check.fix.empty() ? Json(nullptr) : Json(check.fix)}});
  return json;
}

std::string preflight_text(const monitor::Readiness& readiness, const AlertFrame& frame, const TextStyle& style) {
  std::string text = frame.simulated ? "SIMULATED\n" : "";
  Table table({{.title = "", .align = Align::kLeft},
               {.title = "check", .align = Align::kLeft},
               {.title = "found", .align = Align::kLeft, .elastic = true}});
  for (const monitor::Check& check : readiness.checks)
    table.add(
        {{status_mark(check.status), status_tone(check.status)},
         check.name,
         check.status == monitor::CheckStatus::kGood ? check.text : fmt::format("{}. {}", check.text, check.fix)});
  text += table.render(style);
  text += paragraph("next run " + to_text(frame.next_run), style);
  text += readiness.ready ? painted("trade-ready: yes", Tone::kGood, style.colour) + "\n"
                          : paragraph("trade-ready: no. " + readiness.to_do, style);
  return text;
}

Json watchdog_json(const monitor::WatchdogFindings& findings, int exit_code, const AlertFrame& frame) {
  Json json = document("watchdog");
  json["exit_code"] = exit_code;
  json["simulated"] = frame.simulated;
  json["mode"] = name(frame.mode);
  json["sessions"] = Json::array();
  for (const monitor::SessionJudgement& judged : findings.sessions)
    json["sessions"].push_back({{"session", to_iso(judged.session.date)},
                                {"verdict", name(judged.verdict)},
                                {"bad", monitor::is_bad(judged.verdict)},
                                {"sentence", judged.sentence}});
  json["agrees"] = findings.broker_read ? Json(findings.mismatches.empty()) : Json(nullptr);
  json["mismatches"] = Json::array();
  for (const monitor::Mismatch& mismatch : findings.mismatches)
    json["mismatches"].push_back({{"code", name(mismatch.kind)},
                                  {"symbol", mismatch.symbol ? Json(mismatch.symbol->value()) : Json(nullptr)},
                                  {"sentence", mismatch.sentence}});
  json["unread"] = findings.unread ? error_object(*findings.unread) : Json(nullptr);
  json["next_run"] = instant_or_null(frame.next_run.at);
  return json;
}

std::string watchdog_text(const monitor::WatchdogFindings& findings, const AlertFrame& frame, const TextStyle& style) {
  std::string text = frame.simulated ? "SIMULATED\n" : "";
  if (findings.sessions.empty())
    text += paragraph("no session to look at: nothing was expected on this account before now", style);
  for (const monitor::SessionJudgement& judged : findings.sessions)
    text += paragraph(fmt::format("{} {}: {}", monitor::is_bad(judged.verdict) ? "\xE2\x9C\x96" : "\xE2\x9C\x94",
                                  to_iso(judged.session.date), judged.sentence),
                      style);
  for (const monitor::Mismatch& mismatch : findings.mismatches)
    text += paragraph("\xE2\x9C\x96 " + mismatch.sentence, style);
  if (findings.unread)
    text +=
        paragraph("\xE2\x96\xB2 orders and positions could not be read once more: " + findings.unread->text(), style);
  else if (findings.broker_read && findings.mismatches.empty())
    text += paragraph("\xE2\x9C\x94 orders and positions at the broker are what the ledger adds up to", style);
  text += paragraph("next run " + to_text(frame.next_run), style);
  return text;
}

}  // namespace bot::report
