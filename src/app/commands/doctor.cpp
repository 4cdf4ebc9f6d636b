// `bot doctor`: everything a run needs, each line with its fix.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/commands/commands.hpp"
#include "app/doctor/check_list.hpp"
#include "base/display.hpp"
#include "report/json.hpp"

namespace bot::app {
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

std::string_view mark_name(Mark mark) {
  switch (mark) {
    case Mark::kGood:
      return "good";
    case Mark::kWarning:
      return "warning";
    case Mark::kBad:
      return "bad";
  }
  return "bad";
}

std::string mark_sign(Mark mark, bool colour) {
  switch (mark) {
    case Mark::kGood:
      return report::painted("\xE2\x9C\x94", report::Tone::kGood, colour);
    case Mark::kWarning:
      return report::painted("\xE2\x96\xB2", report::Tone::kWarning, colour);
    case Mark::kBad:
      return report::painted("\xE2\x9C\x96", report::Tone::kBad, colour);
  }
  return {};
}

// Text after a mark, its further lines under its first letter.
void add_item(std::string& out, const std::string& mark, const std::string& text, const report::TextStyle& style) {
  const std::string clean = printable_line(text);
  bool first = true;
  for (const std::string& line : style.width < 24 ? std::vector<std::string>{clean} : wrapped(clean, style.width - 2)) {
    out += fmt::format("{} {}\n", first ? mark : " ", line);
    first = false;
  }
}

}  // namespace

Result<int> execute(const DoctorRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto world, World::without_gateway(environment));
  CheckList list;
  check_machine(*world, account, list);
  check_alerts(environment, account, list);
  check_schedule(environment, list);
  if (const auto connected = World::with_gateway(environment, account))
    check_gateway(**connected, account, list);
  else
    list.bad("gateway", connected.error().text(), report::fix_of(connected.error()));

  const auto count = [&](Mark mark) { return std::ranges::count(list.all(), mark, &Check::mark); };
  const auto bad = count(Mark::kBad);
  const auto warnings = count(Mark::kWarning);
  const int code = bad > 0 ? exit_code(ErrorCode::kConfig) : 0;
  report::Json document = report::document("doctor");
  document["account"] = account.value();
  document["simulated"] = environment.settings().gateway.kind == config::GatewayKind::kEmbedded;
  document["ready"] = bad == 0;
  document["exit_code"] = code;
  document["checks"] = report::Json::array();
  std::string text;
  for (const Check& check : list.all()) {
    document["checks"].push_back(
        {{"check", check.name}, {"mark", mark_name(check.mark)}, {"message", check.text}, {"fix", check.fix}});
    add_item(text, mark_sign(check.mark, environment.style.colour), check.text, environment.style);
    if (!check.fix.empty()) add_item(text, " ", "do: " + check.fix, environment.style);
  }
  document["look_at"] = report::Json::array();
  for (const char* item : kGatewaySettings) document["look_at"].push_back(item);
  if (environment.settings().gateway.kind == config::GatewayKind::kTws) {
    text += "\nNot visible from here; look at the gateway's own settings:\n";
    for (const char* item : kGatewaySettings) add_item(text, "-", item, environment.style);
  }
  text += bad > 0 ? fmt::format("\nnot ready: {} to mend, {} to look at\n", bad, warnings)
                  : fmt::format("\nready{}\n", warnings > 0 ? fmt::format(", {} to look at", warnings) : "");
  environment.print(document, text);
  return code;
}

}  // namespace bot::app
