// What `bot walkforward` and `bot permute` search: points of the grid, on windows of the cached bars.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/request.hpp"
#include "app/research_market.hpp"
#include "research/walkforward.hpp"

namespace bot::app {

struct SearchGround {
  std::unique_ptr<CommandContext> context;
  ResearchMarket market;
  std::vector<research::Window> windows;
  research::Rows whole;  // the sample: from the first session that may be decided on
  std::vector<research::GridPoint> points;
  std::vector<std::uint8_t> due;
  research::SearchOptions options;
};

// kConfig if there is nothing to search, kData if there are too few bars.
[[nodiscard]] Result<SearchGround> prepare_search(const SearchRequest& request, const research::SearchOptions& options,
                                                  Environment& environment);

}  // namespace bot::app
