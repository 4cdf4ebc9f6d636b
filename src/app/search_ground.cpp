#include "app/search_ground.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/wording.hpp"

namespace bot::app {

namespace {

// What the grid varies has to have an effect: trials that cannot differ say nothing about luck.
Result<void> check_grid(const config::Settings& settings) {
  switch (settings.run.decide.kind) {
    case decide::StrategyKind::kMomentum:
      return {};
    case decide::StrategyKind::kFile:
      return fail(ErrorCode::kConfig, "the weights of a file have no parameters to search", "strategy.kind",
                  "bot backtest tests them as they are.");
    case decide::StrategyKind::kFixed:
      break;
  }
  std::vector<std::string_view> idle;
  for (const auto& [name, values] : settings.research.walkforward.grid)
    if (!research::find_parameter(name)->moves_fixed_weights) idle.push_back(name);
  if (idle.empty()) return {};
  return fail(ErrorCode::kConfig,
              fmt::format("{} in the grid: without effect on fixed weights, so there is nothing to choose between",
                          fmt::join(idle, ", ")),
              "walkforward.grid", "Search drift_band or cash_buffer; bot backtest tests the weights as they are.");
}

}  // namespace

Result<SearchGround> prepare_search(const SearchRequest& request, const research::SearchOptions& options,
                                    Environment& environment) {
  SearchGround ground;
  const config::Settings& settings = environment.settings();
  BOT_TRY_VOID(check_grid(settings));
  if (request.start && request.end && *request.start > *request.end)
    return fail(ErrorCode::kUsage, fmt::format("{} is after {}", to_iso(*request.start), to_iso(*request.end)),
                "--start, --end", "Give the earlier day as --start.");
  BOT_TRY(ground.context, CommandContext::without_gateway(environment));
  BOT_TRY(ground.market, load_research_market(*ground.context, {.end = request.end, .threads = request.threads}));
  const research::Panel& panel = ground.market.panel;
  auto rows = research::rows_with_bars(panel);
  if (rows && request.start) rows->first = std::max(rows->first, panel.row_from(*request.start));
  if (rows && rows->first <= rows->last)
    ground.windows = research::walkforward_windows(panel, *rows, settings.research.walkforward.train_years,
                                                   settings.research.walkforward.oos_months, ground.context->calendar);
  if (ground.windows.empty())
    return fail(ErrorCode::kData,
                fmt::format("the valid bars do not reach for {} of training and a session after",
                            counted(settings.research.walkforward.train_years, "whole year")),
                "walkforward.train_years", "Run bot fetch for more bars, or train on fewer years.");
  ground.whole = {
      .first = std::max(rows->first,
                        research::first_tradable_row(panel, settings.run.decide.min_bars).value_or(rows->first)),
      .last = rows->last};
  ground.points = research::grid_points(settings.research.walkforward.grid, config::strategy(settings));
  if (ground.points.empty())
    return fail(ErrorCode::kConfig, "no point of the grid has ema_fast below ema_slow", "walkforward.grid",
                "Give ema_slow at least one value above the smallest of ema_fast.");
  ground.due = research::due_sessions(panel, settings.run.schedule.frequency, ground.context->calendar);
  ground.options = options;
  return ground;
}

}  // namespace bot::app
