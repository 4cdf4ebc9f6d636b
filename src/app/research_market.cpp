#include "app/research_market.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/cached_decision.hpp"
#include "app/stopwatch.hpp"

namespace bot::app {
namespace {

constexpr const char* kBenchmarks[] = {"SPY", "IEF"};

}  // namespace

Result<ResearchMarket> load_research_market(const CommandContext& context, const ResearchMarketOptions& options) {
  const Stopwatch loading;
  const config::Settings& settings = context.environment.settings();
  BOT_TRY(const Date end, asof_session(context, options.end));
  const std::vector<Symbol>& universe = settings.run.universe;
  std::vector<Symbol> symbols = universe;
  for (const char* benchmark : kBenchmarks)
    if (std::ranges::find(symbols, Symbol(benchmark)) == symbols.end()) symbols.emplace_back(benchmark);
  research::PanelBuilder builder(std::move(symbols), settings.run.data.start, end, context.calendar,
                                 {.data = settings.run.data, .with_opens = options.with_opens});
  ResearchMarket market;
  for (std::size_t column = 0; column < builder.symbols().size(); ++column) {
    const Symbol& symbol = builder.symbols()[column];
    const auto loaded = context.store.load(symbol);
    const bool decided_on = std::ranges::find(universe, symbol) != universe.end();
    if (!loaded) {
      if (decided_on) context.environment.log.warning(fmt::format("{} is out: {}", symbol, loaded.error().text()));
      continue;
    }
    if (!*loaded || (*loaded)->bars.empty()) continue;
    if (decided_on)
      builder.add(column, (*loaded)->bars);
    else
      builder.add_benchmark(column, (*loaded)->bars);
    market.sources.emplace(symbol, (*loaded)->origin.identity);
  }
  const bool any = std::ranges::any_of(
      market.sources, [&](const auto& one) { return std::ranges::find(universe, one.first) != universe.end(); });
  if (!any)
    return fail(ErrorCode::kData, fmt::format("no symbol of the universe has bars up to {}", to_iso(end)),
                settings.paths.cache, "Run bot fetch first.");
  market.panel = std::move(builder).take();
  market.load_s = loading.seconds();
  return market;
}

}  // namespace bot::app
