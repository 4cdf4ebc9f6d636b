// The cache as research sees it: the bars of the whole universe in one panel, with the benchmarks beside them.
#pragma once

#include "app/command_context.hpp"
#include "report/bar_sources.hpp"
#include "research/panel.hpp"
#include "research/walkforward.hpp"

namespace bot::app {

struct ResearchMarket {
  research::Panel panel;  // columns that are only benchmarks are never valid
  report::BarSources sources;
  report::LeftOut left_out;
  std::vector<std::optional<Date>> first_bars;  // a column each; none: it has no bars, or is only a benchmark
  double load_s = 0;
};

struct ResearchMarketOptions {
  std::optional<Date> end;  // none: the last session whose bars are final
  bool with_opens = false;
  std::optional<int> threads;  // that read bars; none: all cores
};

// kData if no symbol of the universe has a bar. A symbol that has none, or whose file cannot be read, is left out.
[[nodiscard]] Result<ResearchMarket> load_research_market(const CommandContext& context,
                                                          const ResearchMarketOptions& options);

// The symbols that failed validation on some of these rows. Reads the bars of each once more, for what validation says.
[[nodiscard]] report::InvalidSymbols invalid_symbols(const CommandContext& context, const ResearchMarket& market,
                                                     const research::Rows& rows);

}  // namespace bot::app
