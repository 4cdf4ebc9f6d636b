#include "run/market_series.hpp"

#include <algorithm>
#include <numeric>

namespace bot::run {
namespace {

constexpr int kVolumeDays = 20;

SeriesFacts summarize_one(const SymbolSeries& one) {
  SeriesFacts facts;
  if (!one.bars.empty())
    facts.last_close = Price::from_double(one.bars.back().close * (one.today ? one.today->factor : 1));
  if (one.bars.size() >= kVolumeDays)
    facts.average_volume = std::accumulate(one.bars.end() - kVolumeDays, one.bars.end(), 0.0,
                                           [](double sum, const Bar& bar) { return sum + bar.volume; }) /
                           kVolumeDays;
  return facts;
}

}  // namespace

SeriesTable summarize(const std::vector<SymbolSeries>& series) {
  SeriesTable table;
  for (const SymbolSeries& one : series) table.emplace(one.symbol, summarize_one(one));
  return table;
}

}  // namespace bot::run
