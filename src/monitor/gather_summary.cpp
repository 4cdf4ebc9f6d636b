#include "monitor/gather_summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bot::monitor {
namespace {

// Final bars as they are now; what cannot be fetched is read from the cache as it is.
void fetch_final_bars(const SummaryPorts& ports, const SummaryOptions& options) {
  const auto link = ports.gateway.connect();
  if (!link) {
    ports.log.warning("final bars are taken from the cache alone: " + link.error().text());
    return;
  }
  std::vector<Symbol> symbols = options.universe.symbols;
  if (std::ranges::find(symbols, benchmark()) == symbols.end()) symbols.push_back(benchmark());
  for (const data::RefreshedSymbol& symbol :
       data::refresh(symbols, link->bars, ports.store, ports.calendar, ports.loop, options.refresh))
    if (symbol.error) ports.log.warning(fmt::format("{}: {}", symbol.symbol, symbol.error->text()));
}

std::vector<Bar> stored_bars(const ports::BarStore& store, const Symbol& symbol) {
  auto stored = store.load(symbol);
  return stored && *stored ? std::move((*stored)->bars) : std::vector<Bar>{};
}

void add_shadow(const SummaryPorts& ports, const SummaryOptions& options,
                const std::vector<ledger::LedgerEvent>& events, DailySummary& summary) {
  const auto decided = decided_on(summary.session, events);
  if (!decided) {
    summary.no_shadow = "nothing was decided on this session";
    return;
  }
  const auto final_through = data::last_final_session(ports.calendar, ports.loop.now());
  if (!final_through || *final_through < summary.session) {
    summary.no_shadow = "the bars of this session are not final yet (15 minutes after the close)";
    return;
  }
  const data::CachedUniverse universe =
      data::load_universe(ports.store, ports.calendar, summary.session, options.universe);
  std::map<Symbol, double> closes;
  std::vector<std::string> missing;
  for (const BarSeries& series : universe.series) {
    const auto bar = std::ranges::find(series.bars, summary.session, &Bar::date);
    if (bar != series.bars.end()) {
      closes[series.symbol] = bar->close;
      continue;
    }
    if (!summary.run) continue;
    const auto input = summary.run->inputs.find(series.symbol);
    if (input != summary.run->inputs.end() && input->second.provisional) missing.push_back(series.symbol.value());
  }
  if (!missing.empty()) {
    summary.no_shadow = fmt::format("no final bar yet of {}", fmt::join(missing, ", "));
    return;
  }
  const decide::Decision decision =
      decide::decide(data::decision_inputs(universe, options.universe.data.adjust), universe.asof, options.decide);
  summary.shadow = compare_decisions(*decided, summary, decision, closes);
}

}  // namespace

const Symbol& benchmark() {
  static const Symbol symbol{"SPY"};
  return symbol;
}

DailySummary gather_summary(const SummaryPorts& ports, const SummaryOptions& options, const SummaryInput& input) {
  fetch_final_bars(ports, options);
  DailySummary summary = summarize(input);
  add_benchmark(summary.returns, input.session, stored_bars(ports.store, benchmark()));
  add_shadow(ports, options, input.events, summary);
  return summary;
}

}  // namespace bot::monitor
