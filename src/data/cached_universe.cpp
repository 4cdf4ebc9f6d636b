#include "data/cached_universe.hpp"

#include <algorithm>

namespace bot::data {

CachedUniverse load_universe(const ports::BarStore& store, const calendar::Calendar& calendar, Date asof,
                             const UniverseOptions& options) {
  std::vector<Symbol> symbols = options.symbols;
  std::ranges::sort(symbols);
  CachedUniverse universe{.asof = asof, .unreadable = false};
  for (const Symbol& symbol : symbols) {
    auto loaded = store.load(symbol);
    BarSeries series{.symbol = symbol};
    if (loaded && *loaded) series = std::move(**loaded);
    drop_before(series.bars, options.data.start);
    universe.unreadable = universe.unreadable || !loaded;
    universe.reports.push_back(
        loaded ? validate({.symbol = symbol, .bars = series.bars, .asof = asof, .provisional_factor = 1}, calendar,
                          options.data)
               : report_unreadable(symbol, loaded.error()));
    universe.series.push_back(std::move(series));
  }
  return universe;
}

std::vector<SymbolBars> decision_inputs(const CachedUniverse& universe, Adjust adjust) {
  std::vector<SymbolBars> inputs;
  for (std::size_t i = 0; i < universe.series.size(); ++i) {
    const SymbolReport& report = universe.reports[i];
    const BarSeries& series = universe.series[i];
    std::vector<Bar> bars;
    if (report.passed)
      bars = decision_bars({.symbol = series.symbol, .bars = series.bars, .asof = universe.asof, .adjust = adjust});
    inputs.push_back({.symbol = series.symbol,
                      .bars = std::move(bars),
                      .valid = report.passed,
                      .invalid_reason = error_text(report)});
  }
  return inputs;
}

}  // namespace bot::data
