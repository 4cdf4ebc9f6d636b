// `bot validate`, `bot weights`, `bot explain`: what the cached bars say.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cached_decision.hpp"
#include "app/commands/commands.hpp"
#include "report/decision_report.hpp"
#include "report/json.hpp"
#include "report/validation_report.hpp"

namespace bot::app {

Result<int> execute(const ValidateRequest& request, Environment& environment) {
  BOT_TRY(const auto world, World::without_gateway(environment));
  BOT_TRY(const Date asof, asof_session(*world, request.asof));
  const CachedUniverse universe = load_universe(*world, asof);
  environment.print(report::validation_json(asof, universe.reports),
                    report::validation_text(asof, universe.reports, environment.style));
  bool passed = !universe.unreadable;
  for (const data::SymbolReport& symbol : universe.reports) passed = passed && symbol.passed;
  return passed ? 0 : exit_code(ErrorCode::kData);
}

Result<int> execute(const WeightsRequest& request, Environment& environment) {
  BOT_TRY(const auto world, World::without_gateway(environment));
  BOT_TRY(const Date asof, asof_session(*world, request.asof));
  const CachedUniverse universe = load_universe(*world, asof);
  bool any = false;
  for (const data::SymbolReport& symbol : universe.reports) {
    any = any || symbol.passed;
    if (!symbol.passed) environment.log.warning(fmt::format("{} is out: {}", symbol.symbol, data::error_text(symbol)));
  }
  if (!any)
    return fail(ErrorCode::kData, fmt::format("no symbol of the universe has valid bars as of {}", to_iso(asof)),
                environment.settings().paths.cache, "Run bot fetch, then bot validate for the findings.");
  const decide::Decision decision = decide_on(universe, environment.settings());
  environment.print(report::weights_json(decision), report::weights_text(decision, environment.style));
  return 0;
}

Result<int> execute(const ExplainRequest& request, Environment& environment) {
  BOT_TRY(const Symbol symbol, parse_symbol(request.symbol));
  BOT_TRY(const auto world, World::without_gateway(environment));
  BOT_TRY(const Date asof, asof_session(*world, request.date));
  const decide::Decision decision = decide_on(load_universe(*world, asof), environment.settings());
  const auto reason = decision.reasons.find(symbol);
  if (reason == decision.reasons.end())
    return fail(ErrorCode::kUsage, fmt::format("{} is not in the universe", symbol), "symbol",
                "bot config show lists universe.");
  const auto weight = decision.weights.find(symbol);
  report::Json document = report::document("explain");
  document["asof"] = to_iso(asof);
  document["symbol"] = symbol.value();
  document["weight"] = report::number(weight == decision.weights.end() ? 0.0 : weight->second);
  document["reason"] = reason->second;
  environment.print(document, fmt::format("{} on {}: {}\n", symbol, to_iso(asof), reason->second));
  return 0;
}

}  // namespace bot::app
