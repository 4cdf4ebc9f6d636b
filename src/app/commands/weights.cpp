// `bot validate`, `bot weights`, `bot explain`: what the cached bars say.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/account_ledger.hpp"
#include "app/cached_decision.hpp"
#include "app/commands/commands.hpp"
#include "decide/decision_text.hpp"
#include "report/bar_sources.hpp"
#include "report/decision_report.hpp"
#include "report/explain_report.hpp"
#include "report/json.hpp"
#include "report/validation_report.hpp"

namespace bot::app {

namespace {

// The document and the text say whether they rest on simulated bars.
void print_marked(report::Json document, const std::string& text, const data::CachedUniverse& universe,
                  const Environment& environment) {
  const report::BarSources sources = report::bar_sources(universe);
  document["simulated"] = report::any_simulated(sources);
  environment.print(document, report::simulated_bars_text(sources) + text);
}

// What the last run of that session decided of this symbol, from the bar that was still forming.
Result<std::optional<report::ExplainReport::Recorded>> recorded_reason(const Environment& environment, Date session,
                                                                       const Symbol& symbol) {
  std::optional<report::ExplainReport::Recorded> recorded;
  const auto account = configured_account(environment);
  if (!account) return recorded;
  BOT_TRY(const std::vector<ledger::LedgerEvent> events,
          sqlite::read_ledger(ledger_folder(environment, *account), environment.files));
  for (const ledger::LedgerEvent& event : events) {
    const auto* decision = std::get_if<ledger::DecisionRecorded>(&event.body);
    if (decision == nullptr || decision->session != session) continue;
    const auto decided = decide::parse_decision(decision->json);
    if (!decided) continue;
    const auto reason = decided->reasons.find(symbol);
    if (reason == decided->reasons.end()) continue;
    const auto weight = decision->targets.find(symbol);
    recorded = report::ExplainReport::Recorded{.run_id = event.run.value(),
                                               .reason = reason->second,
                                               .weight = weight == decision->targets.end() ? 0 : weight->second};
  }
  return recorded;
}

}  // namespace

Result<int> execute(const ValidateRequest& request, Environment& environment) {
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const Date asof, asof_session(*context, request.asof));
  const data::CachedUniverse universe = load_universe(*context, asof);
  print_marked(report::validation_json(asof, universe.reports),
               report::validation_text(asof, universe.reports, environment.style), universe, environment);
  bool passed = !universe.unreadable;
  for (const data::SymbolReport& symbol : universe.reports) passed = passed && symbol.passed;
  return passed ? 0 : exit_code(ErrorCode::kData);
}

Result<int> execute(const WeightsRequest& request, Environment& environment) {
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const Date asof, asof_session(*context, request.asof));
  const data::CachedUniverse universe = load_universe(*context, asof);
  bool any = false;
  for (const data::SymbolReport& symbol : universe.reports) {
    any = any || symbol.passed;
    if (!symbol.passed) environment.log.warning(fmt::format("{} is out: {}", symbol.symbol, data::error_text(symbol)));
  }
  if (!any)
    return fail(ErrorCode::kData, fmt::format("no symbol of the universe has valid bars as of {}", to_iso(asof)),
                environment.settings().paths.cache, "Run bot fetch, then bot validate for the findings.");
  BOT_TRY(const decide::Decision decision, decide_on(*context, universe));
  print_marked(report::weights_json(decision), report::weights_text(decision, environment.style), universe,
               environment);
  return decision.refusal ? exit_code(ErrorCode::kData) : 0;
}

Result<int> execute(const ExplainRequest& request, Environment& environment) {
  BOT_TRY(const Symbol symbol, parse_symbol(request.symbol));
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const Date asof, asof_session(*context, request.date));
  const data::CachedUniverse universe = load_universe(*context, asof);
  BOT_TRY(const decide::Decision decision, decide_on(*context, universe));
  const auto reason = decision.reasons.find(symbol);
  if (reason == decision.reasons.end())
    return fail(ErrorCode::kUsage, fmt::format("{} is not in the universe", symbol), "symbol",
                "bot config show lists universe.");
  const auto weight = decision.weights.find(symbol);
  // A run of a day whose bars are not final yet decided from the bar that was forming.
  const auto session = context->calendar.on_or_before(request.date);
  BOT_TRY(auto recorded, recorded_reason(environment, session ? session->date : asof, symbol));
  const report::ExplainReport report{.asof = asof,
                                     .symbol = symbol,
                                     .reason = reason->second,
                                     .weight = weight == decision.weights.end() ? 0 : weight->second,
                                     .recorded = std::move(recorded)};
  print_marked(report::explain_json(report), report::explain_text(report, environment.style), universe, environment);
  return 0;
}

}  // namespace bot::app
