#include "report/doctor_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/display.hpp"
#include "report/check_marks.hpp"

namespace bot::report {
namespace {

// What no question to the gateway answers (docs/operations.md has the reasons).
constexpr const char* kGatewaySettings[] = {
    "a user name of its own for bot: a second login with the same name takes the session away",
    "API: socket clients on, \"Allow connections from localhost only\" on, trusted IPs 127.0.0.1",
    "API, Precautions: \"Bypass Order Precautions for API Orders\" on, so that no dialog holds an order",
    "Presets: total value and size limits above what bot may send, but finite",
    "market data subscriptions for every symbol, for the API user, where live data is wanted",
    "auto restart at a time outside of trading, after the nightly reset (00:15 to 01:45 New York)",
    "\"Existing session detected\": keep this session",
    "the gateway's version is the one you tried on paper (10.30 and 10.31 lose executions)",
    "the weekly login, on Sunday or Monday before the session"};

// Text after a mark, its further lines under its first letter.
void add_item(std::string& out, const std::string& mark, const std::string& text, const TextStyle& style) {
  const std::string clean = printable_line(text);
  bool first = true;
  for (const std::string& line : style.width < 24 ? std::vector<std::string>{clean} : wrapped(clean, style.width - 2)) {
    out += fmt::format("{} {}\n", first ? mark : " ", line);
    first = false;
  }
}

std::ptrdiff_t count(const monitor::CheckList& checks, monitor::CheckStatus status) {
  return std::ranges::count(checks, status, &monitor::Check::status);
}

}  // namespace

int doctor_exit_code(const monitor::CheckList& checks) {
  return count(checks, monitor::CheckStatus::kBad) > 0 ? exit_code(ErrorCode::kConfig) : 0;
}

Json doctor_json(const monitor::CheckList& checks, const DoctorFrame& frame) {
  Json json = document("doctor");
  json["account"] = frame.account;
  json["simulated"] = frame.simulated;
  json["ready"] = count(checks, monitor::CheckStatus::kBad) == 0;
  json["exit_code"] = doctor_exit_code(checks);
  json["checks"] = Json::array();
  for (const monitor::Check& check : checks)
    json["checks"].push_back(
        {{"check", check.name}, {"mark", name(check.status)}, {"message", check.text}, {"fix", check.fix}});
  json["look_at"] = Json::array();
  for (const char* item : kGatewaySettings) json["look_at"].push_back(item);
  return json;
}

std::string doctor_text(const monitor::CheckList& checks, const DoctorFrame& frame, const TextStyle& style) {
  std::string text;
  for (const monitor::Check& check : checks) {
    add_item(text, painted(status_mark(check.status), status_tone(check.status), style.colour), check.text, style);
    if (!check.fix.empty()) add_item(text, " ", "do: " + check.fix, style);
  }
  if (!frame.simulated) {
    text += "\nNot visible from here; look at the gateway's own settings:\n";
    for (const char* item : kGatewaySettings) add_item(text, "-", item, style);
  }
  const auto bad = count(checks, monitor::CheckStatus::kBad);
  const auto warnings = count(checks, monitor::CheckStatus::kWarning);
  text += bad > 0 ? fmt::format("\nnot ready: {} to mend, {} to look at\n", bad, warnings)
                  : fmt::format("\nready{}\n", warnings > 0 ? fmt::format(", {} to look at", warnings) : "");
  return text;
}

}  // namespace bot::report
