#include "app/cached_decision.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/options.hpp"
#include "calendar/new_york.hpp"

namespace bot::app {

Result<Date> asof_session(const World& world, const std::optional<Date>& asof) {
  if (!asof) {
    const auto last = data::last_final_session(world.calendar, world.loop.now());
    if (!last)
      return fail(ErrorCode::kData, "the clock is outside the calendar", calendar::new_york_text(world.loop.now()));
    return *last;
  }
  const Date today = calendar::to_new_york(world.loop.now()).date;
  const auto session = world.calendar.on_or_before(std::min(*asof, today));
  if (!session)
    return fail(ErrorCode::kUsage, fmt::format("no session up to {}", to_iso(*asof)), "--asof",
                fmt::format("The calendar begins {}.", to_iso(calendar::Calendar::first_day())));
  return session->date;
}

CachedUniverse load_universe(const World& world, Date asof) {
  const config::Settings& settings = world.environment.settings();
  std::vector<Symbol> symbols = settings.universe;
  std::sort(symbols.begin(), symbols.end());
  CachedUniverse universe{.asof = asof, .series = {}, .reports = {}, .unreadable = false};
  const data::Options options = data_options(settings);
  for (const Symbol& symbol : symbols) {
    auto loaded = world.store.load(symbol);
    BarSeries series{.symbol = symbol, .bars = {}, .origin = {}};
    if (loaded && *loaded) series = std::move(**loaded);
    data::drop_before(series.bars, settings.market_data.start);
    universe.unreadable = universe.unreadable || !loaded;
    universe.reports.push_back(
        loaded ? data::validate(
                     {.symbol = symbol, .bars = series.bars, .asof = asof, .provisional = {}, .provisional_factor = 1},
                     world.calendar, options)
               : data::report_unreadable(symbol, loaded.error()));
    universe.series.push_back(std::move(series));
  }
  return universe;
}

decide::Decision decide_on(const CachedUniverse& universe, const config::Settings& settings) {
  std::vector<decide::SymbolBars> inputs;
  for (std::size_t i = 0; i < universe.series.size(); ++i) {
    const data::SymbolReport& report = universe.reports[i];
    const BarSeries& series = universe.series[i];
    inputs.push_back({.symbol = series.symbol,
                      .bars = report.passed ? data::decision_bars({.symbol = series.symbol,
                                                                   .bars = series.bars,
                                                                   .asof = universe.asof,
                                                                   .adjust = data_options(settings).adjust,
                                                                   .today = {}})
                                            : std::vector<Bar>{},
                      .valid = report.passed,
                      .invalid_reason = data::error_text(report)});
  }
  return decide::decide(inputs, universe.asof, decide_options(settings));
}

}  // namespace bot::app
