#include "report/plan_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/money_text.hpp"
#include "plan/plan_json.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"

namespace bot::report {

Json plan_json(const plan::Plan& plan) {
  Json json = document("plan");
  plan::add_plan(json, plan);
  json["goals"] = Json::object();
  for (const auto& [symbol, goal] : plan.goals) json["goals"][symbol.value()] = number(goal);
  json["reasons"] = Json::object();
  for (const auto& [symbol, reason] : plan.reasons) json["reasons"][symbol.value()] = reason;
  json["exact"] = plan.exact;
  return json;
}

std::string plan_text(const plan::Plan& plan, const TextStyle& style) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "order", .align = Align::kLeft},
               {.title = "shares"},
               {.title = "limit", .spare = true},
               {.title = "notional"},
               {.title = "cost", .spare = true},
               {.title = "shares after"},
               {.title = "reason", .align = Align::kLeft, .elastic = true}});
  const auto after = [&](const Symbol& symbol) {
    const auto found = plan.shares_after.find(symbol);
    return found == plan.shares_after.end() ? std::string("0") : found->second.str();
  };
  for (const plan::PlannedOrder& order : plan.orders)
    table.add({order.symbol.value(),
               {std::string(name(order.side)), order.side == Side::kBuy ? Tone::kGood : Tone::kWarning},
               order.shares.str(),
               price_text(order.limit_price),
               money_figure(order.notional),
               money_figure(order.commission),
               after(order.symbol),
               order.reason});
  for (const plan::Skipped& skipped : plan.skipped)
    table.add({skipped.symbol.value(),
               "",
               "",
               "",
               "",
               "",
               after(skipped.symbol),
               {skipped.reason, skipped.bad_quote ? Tone::kWarning : Tone::kFaint}});
  std::string out = table.empty() ? std::string("nothing to do\n") : table.render(style);
  const std::string sums = fmt::format("budget {}, reserve {}, scale {}, distance to the targets {}{}",
                                       money_text(plan.budget), money_text(plan.reserve), decimal(plan.scale, 4),
                                       percent(plan.distance, 2), plan.exact ? "" : " (not searched whole)");
  return out + "\n" + paragraph(sums, style);
}

Json plan_json(const plan::Plan& plan, const ledger::RunResult& run) {
  Json json = plan_json(plan);
  json["simulated"] = run.simulated;
  json["indicative"] = run.indicative;
  json["session"] = run.session ? Json(to_iso(*run.session)) : Json(nullptr);
  return json;
}

std::string plan_text(const plan::Plan& plan, const ledger::RunResult& run, const TextStyle& style) {
  return fmt::format("{}plan{}{}, nothing is sent\n\n{}", run.simulated ? "SIMULATED " : "",
                     run.session ? " of " + to_iso(*run.session) : "",
                     run.indicative ? ", indicative: final bars and last closes" : "", plan_text(plan, style));
}

}  // namespace bot::report
