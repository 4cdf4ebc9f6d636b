#include "report/status_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/money_text.hpp"
#include "base/wording.hpp"
#include "calendar/new_york.hpp"
#include "ledger/halt_text.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"
#include "report/trade_report.hpp"

namespace bot::report {
namespace {

using monitor::AccountStatus;

Json quantities(const std::map<Symbol, Quantity>& shares) {
  Json object = Json::object();
  for (const auto& [symbol, quantity] : shares)
    if (quantity != Quantity{}) object[symbol.value()] = quantity.to_double();
  return object;
}

Json weights(const std::map<Symbol, double>& by_symbol) {
  Json object = Json::object();
  for (const auto& [symbol, weight] : by_symbol) object[symbol.value()] = number(weight);
  return object;
}

std::string permission_text(const AccountStatus& status) {
  if (status.not_armed) return *status.not_armed;
  const ledger::Armed& armed = *status.state.armed;
  return fmt::format("armed until {}, up to {} a buy and {} a day", calendar::new_york_text(armed.expires),
                     money_text(armed.max_order), money_text(armed.max_day));
}

Json arming_json(const AccountStatus& status) {
  const auto& armed = status.state.armed;
  if (!armed) return nullptr;
  return {{"in_force", !status.not_armed},
          {"message", permission_text(status)},
          {"not_before", to_iso(armed->not_before)},
          {"expires", to_iso(armed->expires)},
          {"max_order", armed->max_order.to_double()},
          {"max_day", armed->max_day.to_double()}};
}

std::string outbox_text(const Error& unreadable) {
  return "the outbox of the alerts cannot be read: " + unreadable.text();
}

Json alerts_json(const AccountStatus& status) {
  if (status.outbox) return {{"get_through", false}, {"problem", outbox_text(*status.outbox)}};
  if (!status.has_webhook) return {{"get_through", false}, {"problem", "no webhook is set"}};
  return {{"get_through", status.silence.empty()},
          {"problem", status.silence.empty() ? Json(nullptr) : Json(status.silence)}};
}

Json open_orders_json(const ledger::LedgerState& state) {
  Json orders = Json::array();
  for (const auto* order : state.live_orders())
    orders.push_back({{"key", order->key.value()},
                      {"symbol", order->symbol.value()},
                      {"side", name(order->side)},
                      {"shares", order->quantity.to_double()},
                      {"filled", order->executed().to_double()},
                      {"state", name(order->state)}});
  return orders;
}

Table position_table(const AccountStatus& status) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "shares"},
               {.title = "weight"},
               {.title = "target"},
               {.title = "drift"}});
  for (const auto& [symbol, drift] : status.drift)
    table.add({symbol.value(), status.state.managed_shares(symbol).str(), optional_percent(drift.held),
               percent(drift.wanted), optional_percent(drift.difference())});
  return table;
}

// In one piece, however narrow the terminal: the command is to be copied.
std::string halt_text(const monitor::HaltInForce& halt, const TextStyle& style) {
  return painted("HALTED", Tone::kBad, style.colour) +
         paragraph(fmt::format(" ({}): {} Lift it with {}", halt.code, with_full_stop(halt.why),
                               ledger::resume_command(halt.id)),
                   {.width = 0});
}

std::string last_run_text(const std::optional<ledger::RunResult>& last, const TextStyle& style) {
  if (!last) return paragraph("no run yet: bot trade --dry-run shows what one would do", style);
  std::string text =
      paragraph(fmt::format("last run {}, {}, session {}: {}. {}", last->run_id, name(last->mode),
                            last->session ? to_iso(*last->session) : "none", name(last->outcome), last->message),
                style);
  if (last->equity)
    text += paragraph(
        fmt::format("equity {}, cash {}", money_text(*last->equity), last->cash ? money_text(*last->cash) : "n/a"),
        style);
  return text;
}

std::string not_ended_text(const monitor::RecordedRun& run) {
  return fmt::format("run {}, {}, session {}, began {} and has not ended: it is still running, or was cut off", run.id,
                     name(run.mode), run.session ? to_iso(*run.session) : "none", calendar::new_york_text(run.started));
}

Json not_ended_json(const std::optional<monitor::RecordedRun>& run) {
  if (!run) return nullptr;
  return {{"id", run->id.value()},
          {"mode", name(run->mode)},
          {"session", run->session ? Json(to_iso(*run->session)) : Json(nullptr)},
          {"started", to_iso(run->started)}};
}

}  // namespace

Json status_json(const AccountStatus& status) {
  const std::optional<ledger::RunResult>& last = status.state.last_run;
  Json json = document("status");
  json["account"] = status.account.id.value();
  json["simulated"] = status.account.simulated;
  json["last_run"] = last ? trade_json(*last) : Json(nullptr);
  json["not_ended"] = not_ended_json(status.not_ended);
  json["next_run"] = instant_or_null(status.next_run.at);
  json["halted"] = status.halt ? Json{{"id", status.halt->id}, {"code", status.halt->code}, {"why", status.halt->why}}
                               : Json(nullptr);
  json["armed"] = !status.not_armed;
  json["arming"] = arming_json(status);
  json["equity"] = number(last ? last->equity : std::nullopt);
  json["cash"] = number(last ? last->cash : std::nullopt);
  json["positions"] = quantities(status.state.managed);
  json["kept"] = quantities(status.kept);
  json["outside"] = outside_json(status.outside);
  json["targets"] = weights(status.state.last_targets);
  json["drift"] = Json::object();
  for (const auto& [symbol, drift] : status.drift) json["drift"][symbol.value()] = number(drift.difference());
  json["open_orders"] = open_orders_json(status.state);
  json["alerts"] = alerts_json(status);
  json["warnings"] = Json::array();
  for (const std::string& warning : status.warnings) json["warnings"].push_back(warning);
  return json;
}

std::string status_text(const AccountStatus& status, const TextStyle& style) {
  std::string text;
  text += paragraph(
      fmt::format("{}account {}", status.account.simulated ? "SIMULATED " : "", status.account.id.value()), style);
  if (status.halt) text += halt_text(*status.halt, style);
  if (status.account.execution_live || status.state.armed)
    text += paragraph("live trading: " + permission_text(status), style);
  if (status.not_ended) text += paragraph(not_ended_text(*status.not_ended), style);
  if (status.state.last_run || !status.not_ended) text += last_run_text(status.state.last_run, style);
  const Table table = position_table(status);
  if (!table.empty()) text += "\n" + table.render(style) + "\n";
  for (const ledger::OutsideLine& line : status.outside) text += paragraph("outside: " + outside_text(line), style);
  for (const auto* order : status.state.live_orders())
    text += paragraph(fmt::format("open: {} {} {}, {} filled, {} ({})", name(order->side), order->quantity,
                                  order->symbol, order->executed(), name(order->state), order->key),
                      style);
  if (status.outbox) text += paragraph("\xE2\x9C\x96 no alert goes out: " + outbox_text(*status.outbox), style);
  if (!status.silence.empty()) text += paragraph("\xE2\x9C\x96 no alert gets through: " + status.silence, style);
  for (const std::string& warning : status.warnings) text += paragraph("\xE2\x96\xB2 " + warning, style);
  text += paragraph("next run " + to_text(status.next_run), style);
  return text;
}

}  // namespace bot::report
