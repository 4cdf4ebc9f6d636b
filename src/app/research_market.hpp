// The cache as research looks at it: all bars of the universe in one panel, and beside them what it is measured
// against.
#pragma once

#include "app/command_context.hpp"
#include "report/bar_sources.hpp"
#include "research/panel.hpp"

namespace bot::app {

struct ResearchMarket {
  research::Panel panel;  // columns that are only benchmarks are never valid
  report::BarSources sources;
  double load_s = 0;
};

struct ResearchMarketOptions {
  std::optional<Date> end;  // none: the last session whose bars are final
  bool with_opens = false;
};

// kData where no symbol of the universe has a bar. A file that cannot be read leaves its symbol out, said in the log.
[[nodiscard]] Result<ResearchMarket> load_research_market(const CommandContext& context,
                                                          const ResearchMarketOptions& options);

}  // namespace bot::app
