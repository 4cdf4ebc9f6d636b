#include "report/decision_report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "decide/decide.hpp"
#include "report/json.hpp"
#include "report/numbers.hpp"
#include "report/paragraph.hpp"

namespace bot::report {
namespace {

std::string number_text(const std::optional<double>& value, int places) {
  return value ? decimal(*value, places) : "n/a";
}

Json score_json(const decide::SymbolScore& score) {
  Json macd = nullptr;
  if (score.macd) macd = {{"line", number(score.macd->line)}, {"signal", number(score.macd->signal)}};
  const decide::Gates& gates = score.gates;
  return {{"symbol", score.symbol.value()},
          {"bars", score.bars},
          {"last", score.last ? Json(to_iso(*score.last)) : Json(nullptr)},
          {"close", number(score.close)},
          {"ema_fast", number(score.ema_fast)},
          {"ema_slow", number(score.ema_slow)},
          {"atr", number(score.atr)},
          {"score", number(score.score)},
          {"volatility", number(score.volatility)},
          {"macd", macd},
          {"gates",
           {{"data", gates.data},
            {"min_bars", gates.min_bars},
            {"trend", gates.trend},
            {"score", gates.score},
            {"volatility", gates.volatility},
            {"macd", gates.macd ? Json(*gates.macd) : Json(nullptr)}}},
          {"passed", score.passed},
          {"reason", score.reason}};
}

}  // namespace

Json weights_json(const decide::Decision& decision) {
  Json json = document("weights");
  json["asof"] = to_iso(decision.asof);
  json["symbols"] = Json::array();
  for (const decide::SymbolScore& score : decision.symbols) json["symbols"].push_back(score_json(score));
  json["correlations"] = Json::array();
  for (const decide::Correlation& pair : decision.correlations)
    json["correlations"].push_back({{"a", pair.a.value()}, {"b", pair.b.value()}, {"rho", number(pair.rho)}});
  json["selected"] = Json::array();
  for (const Symbol& symbol : decision.selected) json["selected"].push_back(symbol.value());
  json["weights"] = Json::object();
  for (const auto& [symbol, weight] : decision.weights) json["weights"][symbol.value()] = number(weight);
  json["cash"] = number(decision.cash);
  json["reasons"] = Json::object();
  for (const auto& [symbol, reason] : decision.reasons) json["reasons"][symbol.value()] = reason;
  if (decision.refusal) json["refusal"] = *decision.refusal;
  return json;
}

std::string weights_text(const decide::Decision& decision, const TextStyle& style) {
  Table table({{.title = "symbol", .align = Align::kLeft},
               {.title = "bars", .spare = true},
               {.title = "close"},
               {.title = "EMA fast", .spare = true},
               {.title = "EMA slow", .spare = true},
               {.title = "ATR", .spare = true},
               {.title = "score"},
               {.title = "volatility", .spare = true},
               {.title = "weight"},
               {.title = "reason", .align = Align::kLeft, .elastic = true}});
  for (const decide::SymbolScore& score : decision.symbols) {
    const auto weight = decision.weights.find(score.symbol);
    const auto reason = decision.reasons.find(score.symbol);
    const bool held = weight != decision.weights.end() && weight->second > 0;
    table.add({score.symbol.value(),
               std::to_string(score.bars),
               number_text(score.close, 2),
               number_text(score.ema_fast, 2),
               number_text(score.ema_slow, 2),
               number_text(score.atr, 2),
               number_text(score.score, 3),
               score.volatility ? percent(*score.volatility, 2) : "n/a",
               {held ? percent(weight->second) : "", Tone::kGood},
               {reason == decision.reasons.end() ? score.reason : reason->second, held ? Tone::kPlain : Tone::kFaint}});
  }
  std::string out = fmt::format("as of {}\n\n{}", to_iso(decision.asof), table.render(style));
  if (!decision.correlations.empty()) {
    Table pairs({{.title = "pair", .align = Align::kLeft}, {.title = "correlation"}});
    for (const decide::Correlation& pair : decision.correlations)
      pairs.add({fmt::format("{} {}", pair.a, pair.b), number_text(pair.rho, 3)});
    out += "\n" + pairs.render(style);
  }
  out += "\n" +
         (decision.refusal ? paragraph(*decision.refusal, style) : fmt::format("cash {}\n", percent(decision.cash)));
  return out;
}

}  // namespace bot::report
