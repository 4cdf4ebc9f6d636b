#include "report/bar_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace bot::report {
namespace {

bool simulated(const BarSources::value_type& one) { return is_simulated(one.second); }

}  // namespace

BarSources bar_sources(const data::CachedUniverse& universe) {
  BarSources sources;
  for (const BarSeries& series : universe.series)
    if (!series.bars.empty()) sources.emplace(series.symbol, series.origin.identity);
  return sources;
}

bool any_simulated(const BarSources& sources) { return std::ranges::any_of(sources, simulated); }

std::string simulated_bars_text(const BarSources& sources) {
  std::map<std::string, std::vector<std::string>> symbols;
  for (const auto& one : sources)
    if (simulated(one)) symbols[describe(one.second)].push_back(one.first.value());
  const bool all = symbols.size() == 1 && std::ranges::all_of(sources, simulated);
  std::string text;
  for (const auto& [source, whose] : symbols)
    text += all ? fmt::format("SIMULATED: bars of {}\n", source)
                : fmt::format("SIMULATED: bars of {}: {}\n", source, fmt::join(whose, ", "));
  return text;
}

}  // namespace bot::report
