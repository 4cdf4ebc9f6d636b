// `bot status`: what the ledger knows. No gateway is asked.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/arming_facts.hpp"
#include "app/command_context.hpp"
#include "app/commands/commands.hpp"
#include "app/options.hpp"
#include "base/display.hpp"
#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/trade_report.hpp"
#include "schedule/schedule.hpp"

namespace bot::app {
namespace {

report::Json quantities(const std::map<Symbol, Quantity>& shares) {
  report::Json object = report::Json::object();
  for (const auto& [symbol, quantity] : shares)
    if (quantity != Quantity{}) object[symbol.value()] = quantity.to_double();
  return object;
}

// Weight held less weight wanted, from the positions of the last run.
std::map<Symbol, double> drift_of(const ledger::LedgerState& state) {
  std::map<Symbol, double> drift;
  for (const auto& [symbol, weight] : state.last_targets) drift[symbol] = -weight;
  if (state.last_run)
    for (const auto& [symbol, line] : state.last_run->positions) drift[symbol] += line.weight;
  return drift;
}

struct HaltShown {
  std::string id;  // what bot resume --halt names
  std::string code;
  std::string why;
};

std::optional<HaltShown> halt_in_force(const ledger::LedgerState& state, const Environment& environment,
                                       const AccountId& account) {
  if (state.halt) return HaltShown{state.halt->id, std::string(name(state.halt->reason)), state.halt->why};
  const std::string file = halt_file(environment, account);
  if (!environment.files.exists(file)) return std::nullopt;
  return HaltShown{"FILE", "file", std::string(trim(environment.files.read(file).value_or("unreadable")))};
}

// What runs of the last 24 hours found, each thing once, newest run last.
std::vector<std::string> recent_warnings(const std::vector<ledger::LedgerEvent>& events, UtcTime now) {
  std::vector<std::string> warnings;
  for (const ledger::LedgerEvent& event : events) {
    const auto* ended = std::get_if<ledger::RunEnded>(&event.body);
    if (ended == nullptr || ended->result.ended < now - std::chrono::hours(24)) continue;
    for (const ledger::FindingLine& finding : ended->result.findings)
      if (std::ranges::find(warnings, finding.message) == warnings.end()) warnings.push_back(finding.message);
  }
  return warnings;
}

struct Permission {
  bool armed = false;
  std::string text;
};

Permission permission_to_trade(const ledger::LedgerState& state, const AccountId& account,
                               const Environment& environment, UtcTime now) {
  if (!state.armed) return {.armed = false, .text = "not armed"};
  const auto facts = arming_facts(environment);
  if (!facts) return {.armed = false, .text = facts.error().text()};
  if (const auto refusal = ledger::arming_refusal(state.armed, account, *facts, now))
    return {.armed = false, .text = refusal->why};
  return {
      .armed = true,
      .text = fmt::format("armed until {}, up to {} a buy and {} a day", calendar::new_york_text(state.armed->expires),
                          report::dollars(state.armed->max_order), report::dollars(state.armed->max_day))};
}

report::Json arming_json(const std::optional<ledger::Armed>& armed, const Permission& permission) {
  if (!armed) return nullptr;
  return {{"in_force", permission.armed},
          {"message", permission.text},
          {"not_before", to_iso(armed->not_before)},
          {"expires", to_iso(armed->expires)},
          {"max_order", armed->max_order.to_double()},
          {"max_day", armed->max_day.to_double()}};
}

report::Table position_table(const ledger::LedgerState& state, const std::map<Symbol, double>& drift) {
  report::Table table({{.title = "symbol", .align = report::Align::kLeft},
                       {.title = "shares"},
                       {.title = "weight"},
                       {.title = "target"},
                       {.title = "drift"}});
  for (const auto& [symbol, off] : drift) {
    const auto target = state.last_targets.find(symbol);
    const double wanted = target == state.last_targets.end() ? 0 : target->second;
    table.add({symbol.value(), state.managed_of(symbol).str(), report::percent(off + wanted), report::percent(wanted),
               report::percent(off)});
  }
  return table;
}

void add_line(std::string& text, const std::string& line, const report::TextStyle& style) {
  const std::string clean = printable_line(line);
  if (style.width < 20) {
    text += clean + "\n";
    return;
  }
  for (const std::string& part : wrapped(clean, style.width)) text += part + "\n";
}

}  // namespace

Result<int> execute(const StatusRequest&, Environment& environment) {
  BOT_TRY(const AccountId account, configured_account(environment));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, account), environment.files));
  ledger::LedgerState state;
  for (const ledger::LedgerEvent& event : events) ledger::apply(state, event);
  const UtcTime now = context->loop.now();
  const bool simulated = environment.settings().gateway.kind == config::GatewayKind::kEmbedded;
  const std::string next =
      schedule::next_slot_text(now, run_options(environment.settings()).schedule, context->calendar);
  const auto halt = halt_in_force(state, environment, account);
  const Permission permission = permission_to_trade(state, account, environment, now);
  const std::vector<std::string> warnings = recent_warnings(events, now);
  const auto drift = drift_of(state);
  const std::optional<ledger::RunResult>& last = state.last_run;

  report::Json document = report::document("status");
  document["account"] = account.value();
  document["simulated"] = simulated;
  document["last_run"] = last ? report::trade_json(*last) : report::Json(nullptr);
  document["next_run"] = next;
  document["halted"] =
      halt ? report::Json{{"id", halt->id}, {"code", halt->code}, {"why", halt->why}} : report::Json(nullptr);
  document["armed"] = permission.armed;
  document["arming"] = arming_json(state.armed, permission);
  document["equity"] = last && last->equity ? report::Json(last->equity->to_double()) : report::Json(nullptr);
  document["cash"] = last && last->cash ? report::Json(last->cash->to_double()) : report::Json(nullptr);
  document["positions"] = quantities(state.managed);
  document["kept"] = quantities(state.kept);
  document["targets"] = report::Json::object();
  for (const auto& [symbol, weight] : state.last_targets) document["targets"][symbol.value()] = report::number(weight);
  document["drift"] = report::Json::object();
  for (const auto& [symbol, off] : drift) document["drift"][symbol.value()] = report::number(off);
  document["open_orders"] = report::Json::array();
  for (const orders::OrderRecord* order : state.live_orders())
    document["open_orders"].push_back({{"key", order->key.value()},
                                       {"symbol", order->symbol.value()},
                                       {"side", name(order->side)},
                                       {"shares", order->quantity.to_double()},
                                       {"filled", order->filled().to_double()},
                                       {"state", name(order->state)}});
  document["warnings"] = report::Json::array();
  for (const std::string& warning : warnings) document["warnings"].push_back(warning);

  const report::TextStyle& style = environment.style;
  std::string text;
  add_line(text, fmt::format("{}account {}", simulated ? "SIMULATED " : "", account.value()), style);
  if (halt)
    add_line(text,
             report::painted("HALTED", report::Tone::kBad, style.colour) +
                 fmt::format(" ({}): {}. Lift it with bot resume --halt {} --by NAME", halt->code, halt->why, halt->id),
             {.width = 0, .colour = style.colour});
  if (environment.settings().run.safety.execution_live || state.armed)
    add_line(text, "live trading: " + permission.text, style);
  if (!last) {
    add_line(text, "no run yet: bot trade --dry-run shows what one would do", style);
  } else {
    add_line(text,
             fmt::format("last run {}, {}, session {}: {}. {}", last->run_id, name(last->mode),
                         last->session ? to_iso(*last->session) : "none", name(last->outcome), last->message),
             style);
    if (last->equity)
      add_line(text,
               fmt::format("equity {}, cash {}", report::dollars(*last->equity),
                           last->cash ? report::dollars(*last->cash) : "n/a"),
               style);
  }
  const report::Table table = position_table(state, drift);
  if (!table.empty()) text += "\n" + table.render(style) + "\n";
  for (const auto& [symbol, shares] : state.kept)
    if (shares != Quantity{}) add_line(text, fmt::format("kept for you: {} {}", shares, symbol), style);
  for (const orders::OrderRecord* order : state.live_orders())
    add_line(text,
             fmt::format("open: {} {} {}, {} filled, {} ({})", name(order->side), order->quantity, order->symbol,
                         order->filled(), name(order->state), order->key),
             style);
  for (const std::string& warning : warnings)
    add_line(text, report::painted("\xE2\x96\xB2", report::Tone::kWarning, false) + " " + warning, style);
  add_line(text, "next run " + next, style);
  environment.print(document, text);
  return 0;
}

}  // namespace bot::app
