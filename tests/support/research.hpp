// What tests and the benchmark of research do with it at once, and the program bit by bit.
#pragma once

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "base/check.hpp"
#include "research/panel.hpp"
#include "research/work.hpp"

namespace bot::research {

// From series in memory.
[[nodiscard]] inline Panel make_panel(std::span<const BarSeries> series, const calendar::Calendar& calendar,
                                      const PanelOptions& options) {
  std::vector<Symbol> symbols;
  std::optional<Date> first, last;
  for (const BarSeries& one : series) {
    symbols.push_back(one.symbol);
    for (const Bar& bar : one.bars) {
      first = first ? std::min(*first, bar.date) : bar.date;
      last = last ? std::max(*last, bar.date) : bar.date;
    }
  }
  if (!first) first = last = options.data.start;
  PanelBuilder builder(std::move(symbols), *first, *last, calendar, options);
  for (std::size_t symbol = 0; symbol < builder.symbols().size(); ++symbol)
    builder.add(symbol, std::ranges::find(series, builder.symbols()[symbol], &BarSeries::symbol)->bars);
  return std::move(builder).take();
}

// The numbers of all items, one after the other. Nothing: interrupted.
[[nodiscard]] inline std::optional<std::vector<double>> run_all(const Work& work, const ParallelFor& parallel) {
  const std::size_t width = work.numbers_per_item();
  std::vector<double> all(work.item_count() * width);
  std::vector<std::size_t> items(work.item_count());
  std::iota(items.begin(), items.end(), std::size_t{0});
  const bool done = work.run(items, parallel, [&](std::size_t item, std::span<const double> numbers) {
    BOT_CHECK(numbers.size() == width, "{} {}", numbers.size(), width);
    std::copy(numbers.begin(), numbers.end(), all.begin() + static_cast<std::ptrdiff_t>(item * width));
  });
  if (!done) return std::nullopt;
  return all;
}

}  // namespace bot::research
