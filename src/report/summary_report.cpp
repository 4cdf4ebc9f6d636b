// The day as its owner reads it in the evening.
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/money_text.hpp"
#include "base/text.hpp"
#include "base/wording.hpp"
#include "report/finding_text.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"
#include "report/trade_report.hpp"
#include "report/watch_report.hpp"

namespace bot::report {
namespace {

using monitor::DailySummary;
using monitor::ReturnPeriod;
using monitor::Shadow;

std::string change_text(const std::optional<double>& fraction) {
  return fraction ? (*fraction >= 0 ? "+" : "") + percent(*fraction, 2) : std::string("n/a");
}

Json period_json(const ReturnPeriod& period) {
  return {{"return", number(period.value)},
          {"since", period.since ? Json(to_iso(*period.since)) : Json(nullptr)},
          {"spy", number(period.benchmark)},
          {"unmeasured_sessions", period.unmeasured}};
}

Json symbols_json(const std::vector<Symbol>& symbols) {
  Json list = Json::array();
  for (const Symbol& symbol : symbols) list.push_back(symbol.value());
  return list;
}

Json shadow_json(const Shadow& shadow) {
  Json json;
  json["same"] = shadow.same;
  json["selected"] = symbols_json(shadow.selected);
  json["final_selected"] = symbols_json(shadow.final_selected);
  json["symbols"] = Json::array();
  for (const monitor::ShadowSymbol& line : shadow.symbols)
    json["symbols"].push_back({{"symbol", line.symbol.value()},
                               {"score", number(line.score)},
                               {"final_score", number(line.final_score)},
                               {"target", number(line.target)},
                               {"final_target", number(line.final_target)},
                               {"provisional_close", number(line.provisional_close)},
                               {"final_close", number(line.final_close)},
                               {"close_move_bps", number(line.close_move_bps)}});
  json["fills"] = Json::array();
  for (const monitor::ShadowFill& fill : shadow.fills)
    json["fills"].push_back({{"symbol", fill.symbol.value()},
                             {"side", name(fill.side)},
                             {"shares", fill.quantity.to_double()},
                             {"price", fill.price.to_double()},
                             {"final_close", number(fill.final_close)},
                             {"against_close_bps", number(fill.against_close_bps)}});
  json["explanation"] = shadow.explanation;
  return json;
}

std::vector<std::string> list_warnings(const DailySummary& summary) {
  std::vector<std::string> warnings;
  if (summary.run)
    for (const ledger::FindingLine& finding : summary.run->findings)
      if (finding.is_error || is_new(finding, *summary.run)) warnings.push_back(finding.text());
  return warnings;
}

double find_target(const DailySummary& summary, const Symbol& symbol) {
  const auto found = summary.run->targets.find(symbol);
  return found == summary.run->targets.end() ? 0 : found->second;
}

std::string run_sentence(const DailySummary& summary) {
  if (!summary.run) return "No run ended on this session.";
  return with_full_stop(fmt::format("{}: {}", name(summary.run->outcome), summary.run->message));
}

std::string benchmark_text(const ReturnPeriod& period) {
  std::string text = change_text(period.value);
  text += period.benchmark ? fmt::format(" (SPY {})", change_text(period.benchmark)) : std::string(" (SPY n/a)");
  return text;
}

std::string costs_text(const DailySummary& summary) {
  return fmt::format("commission {}{}, slippage {}", money_text(summary.commission),
                     summary.commission_complete ? "" : " so far", money_text(summary.slippage));
}

std::string shadow_title(const DailySummary& summary) {
  if (!summary.shadow) return "shadow check: none, " + summary.no_shadow;
  return std::string("shadow check: ") + (summary.shadow->same ? "same decision from final bars" : "differs");
}

std::string tables_text(const DailySummary& summary, const TextStyle& style) {
  std::string text;
  Table positions({{.title = "symbol", .align = Align::kLeft},
                   {.title = "shares"},
                   {.title = "price"},
                   {.title = "value"},
                   {.title = "weight"},
                   {.title = "target"}});
  for (const auto& [symbol, line] : summary.run->positions)
    if (line.shares != Quantity{})
      positions.add({symbol.value(), line.shares.str(), optional_price(line.price),
                     line.value ? money_figure(*line.value) : "n/a", optional_percent(line.weight),
                     percent(find_target(summary, symbol))});
  text += positions.empty() ? std::string("\nno positions\n") : "\n" + positions.render(style);
  Table orders({{.title = "order", .align = Align::kLeft},
                {.title = "shares"},
                {.title = "filled"},
                {.title = "price"},
                {.title = "slippage", .spare = true},
                {.title = "against close", .spare = true},
                {.title = "state", .align = Align::kLeft}});
  for (const ledger::OrderLine& order : summary.run->orders) {
    std::string against = "n/a";
    if (summary.shadow)
      for (const monitor::ShadowFill& fill : summary.shadow->fills)
        if (fill.symbol == order.symbol && fill.side == order.side && fill.against_close_bps)
          against = fmt::format("{:+.1f} bps", *fill.against_close_bps);
    orders.add({fmt::format("{} {}", name(order.side), order.symbol), order.shares.str(), order.filled.str(),
                optional_price(order.average_price),
                order.average_price ? fmt::format("{:+.1f} bps", order.slippage_bps) : std::string("n/a"), against,
                std::string(name(order.state))});
  }
  if (!orders.empty()) text += "\n" + orders.render(style);
  if (!summary.run->outside.empty()) text += "\n";
  for (const ledger::OutsideLine& line : summary.run->outside)
    text += paragraph("outside: " + outside_text(line), style);
  return text;
}

}  // namespace

Json summary_json(const DailySummary& summary, const AlertFrame& frame) {
  Json json = document("report");
  json["kind"] = "daily";
  json["session"] = to_iso(summary.session);
  json["mode"] = name(frame.mode);
  json["simulated"] = frame.simulated;
  json["run_id"] = summary.run ? Json(summary.run->run_id) : Json(nullptr);
  json["outcome"] = summary.run ? Json(name(summary.run->outcome)) : Json(nullptr);
  json["message"] = summary.run ? Json(summary.run->message) : Json(nullptr);
  json["equity"] = number(summary.equity);
  json["cash"] = number(summary.cash);
  json["deposits"] = number(summary.deposits);
  json["returns"] = {{"day", period_json(summary.returns.day)},
                     {"month", period_json(summary.returns.month)},
                     {"year", period_json(summary.returns.year)},
                     {"since_start", period_json(summary.returns.whole)}};
  json["positions"] = Json::object();
  json["outside"] = outside_json(summary.run ? summary.run->outside : std::vector<ledger::OutsideLine>());
  json["targets"] = Json::object();
  json["orders"] = Json::array();
  if (summary.run) {
    for (const auto& [symbol, line] : summary.run->positions)
      json["positions"][symbol.value()] = {{"shares", line.shares.to_double()},
                                           {"price", number(line.price)},
                                           {"value", number(line.value)},
                                           {"weight", number(line.weight)}};
    for (const auto& [symbol, weight] : summary.run->targets) json["targets"][symbol.value()] = number(weight);
    for (const ledger::OrderLine& order : summary.run->orders)
      json["orders"].push_back({{"key", order.key.value()},
                                {"symbol", order.symbol.value()},
                                {"side", name(order.side)},
                                {"shares", order.shares.to_double()},
                                {"state", name(order.state)},
                                {"filled", order.filled.to_double()},
                                {"average_price", number(order.average_price)},
                                {"commission", number(order.commission)},
                                {"slippage_bps", number(order.known_slippage_bps())}});
  }
  json["costs"] = {{"orders", summary.orders},
                   {"filled", summary.filled},
                   {"traded", summary.traded.to_double()},
                   {"commission", summary.commission.to_double()},
                   {"commission_complete", summary.commission_complete},
                   {"slippage", summary.slippage.to_double()}};
  json["warnings"] = list_warnings(summary);
  json["shadow"] = summary.shadow ? shadow_json(*summary.shadow) : Json(nullptr);
  json["no_shadow"] = summary.shadow ? Json(nullptr) : Json(summary.no_shadow);
  json["next_run"] = instant_or_null(frame.next_run.at);
  return json;
}

std::string summary_text(const DailySummary& summary, const AlertFrame& frame, const TextStyle& style) {
  std::string text =
      fmt::format("{}session {}, {}\n", frame.simulated ? "SIMULATED " : "", to_iso(summary.session), name(frame.mode));
  text += paragraph(run_sentence(summary), style);
  text += fmt::format("equity {}, cash {}\n\n", summary.equity ? money_text(*summary.equity) : "n/a",
                      summary.cash ? money_text(*summary.cash) : "n/a");
  Table returns(
      {{.title = "return", .align = Align::kLeft}, {.title = "account"}, {.title = "SPY"}, {.title = "since"}});
  const std::pair<const char*, const ReturnPeriod*> periods[] = {{"day", &summary.returns.day},
                                                                 {"month", &summary.returns.month},
                                                                 {"year", &summary.returns.year},
                                                                 {"all", &summary.returns.whole}};
  for (const auto& [label, period] : periods)
    returns.add({label, change_text(period->value), change_text(period->benchmark),
                 period->since ? to_iso(*period->since) : std::string("n/a")});
  text += returns.render(style);
  if (summary.deposits && *summary.deposits != Money{})
    text += paragraph(fmt::format("{} came in or went out and is no part of the return", money_text(*summary.deposits)),
                      style);
  if (summary.returns.whole.unmeasured > 0)
    text += paragraph(fmt::format("left out of the returns: {} in which positions were taken over",
                                  counted(summary.returns.whole.unmeasured, "session")),
                      style);
  if (summary.run) text += tables_text(summary, style);
  text += "\n" + paragraph(fmt::format("{}, {} filled, {}", counted(summary.orders, "order"), summary.filled,
                                       costs_text(summary)),
                           style);
  for (const std::string& warning : list_warnings(summary)) text += paragraph("warning: " + warning, style);
  text += "\n" + paragraph(shadow_title(summary), style);
  if (summary.shadow) text += paragraph(summary.shadow->explanation, style);
  text += paragraph("next run " + to_text(frame.next_run), style);
  return text;
}

ports::Alert summary_identity(Date session) {
  ports::Alert alert;
  alert.dedupe_key = "summary " + to_iso(session);
  alert.scope = ports::Scope::kForEver;
  return alert;
}

ports::Alert summary_alert(const DailySummary& summary, const AlertFrame& frame) {
  ports::Alert alert = summary_identity(summary.session);
  alert.kind = ports::AlertKind::kDailySummary;
  alert.at = frame.at;
  alert.simulated = frame.simulated;
  alert.title = fmt::format("{} \xC2\xB7 {}",
                            summary.returns.day.value ? "Day " + change_text(summary.returns.day.value) : "The day",
                            to_iso(summary.session));
  alert.text = sentence_case(run_sentence(summary));
  if (summary.equity) alert.facts.emplace_back("Equity", money_text(*summary.equity));
  if (summary.cash) alert.facts.emplace_back("Cash", money_text(*summary.cash));
  alert.facts.emplace_back("Day", benchmark_text(summary.returns.day));
  alert.facts.emplace_back("Month", benchmark_text(summary.returns.month));
  alert.facts.emplace_back("Year", benchmark_text(summary.returns.year));
  alert.facts.emplace_back("Orders", fmt::format("{} placed, {} filled", summary.orders, summary.filled));
  if (summary.orders > 0) alert.facts.emplace_back("Costs", costs_text(summary));
  if (frame.next_run.is_asked) alert.facts.emplace_back("Next run", to_text(frame.next_run));
  if (summary.run)
    for (const auto& [symbol, line] : summary.run->positions)
      if (line.shares != Quantity{})
        alert.positions.push_back(
            {.symbol = symbol, .quantity = line.shares, .price = line.price, .weight = line.weight});
  const std::vector<std::string> warnings = list_warnings(summary);
  if (!warnings.empty()) alert.facts.emplace_back("Warnings", fmt::format("{}", fmt::join(warnings, "\n")));
  std::string shadow = summary.shadow ? summary.shadow->explanation : "Not made: " + summary.no_shadow;
  if (summary.shadow)
    for (const monitor::ShadowFill& fill : summary.shadow->fills)
      if (fill.against_close_bps)
        shadow += fmt::format("\n{} {}: {:+.1f} bps against the close", name(fill.side), fill.symbol,
                              *fill.against_close_bps);
  alert.facts.emplace_back("Shadow check", shadow);
  return alert;
}

}  // namespace bot::report
