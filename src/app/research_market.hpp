// The cache as research sees it: the bars of the whole universe in one panel, with the benchmarks beside them.
#pragma once

#include "app/command_context.hpp"
#include "report/bar_sources.hpp"
#include "research/panel.hpp"

namespace bot::app {

struct ResearchMarket {
  research::Panel panel;  // columns that are only benchmarks are never valid
  report::BarSources sources;
  report::LeftOut left_out;
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

}  // namespace bot::app
