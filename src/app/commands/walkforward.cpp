// `bot walkforward` and `bot permute`: the grid searched on windows of the cached bars.
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/parallel.hpp"
#include "app/research_market.hpp"
#include "app/research_options.hpp"
#include "report/json.hpp"
#include "report/search_report.hpp"
#include "research/permutation.hpp"

namespace bot::app {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

tl::unexpected<Error> interrupted() {
  return fail(ErrorCode::kInterrupted, "interrupted; nothing was written", "", "Start it again.");
}

// What both commands search: windows of the cached bars, points of the grid.
struct SearchGround {
  std::unique_ptr<CommandContext> context;
  ResearchMarket market;
  std::vector<research::Window> windows;
  std::vector<research::GridPoint> points;
  std::vector<std::uint8_t> due;
  research::SearchOptions options;
};

Result<SearchGround> prepare_search(const SearchRequest& request, research::Objective objective,
                                    Environment& environment) {
  SearchGround ground;
  const config::Settings& settings = environment.settings();
  BOT_TRY(ground.context, CommandContext::without_gateway(environment));
  BOT_TRY(ground.market, load_research_market(*ground.context, {.end = request.end}));
  const research::Panel& panel = ground.market.panel;
  auto rows = research::rows_with_bars(panel);
  if (rows && request.start) rows->first = std::max(rows->first, panel.row_from(*request.start));
  if (rows && rows->first <= rows->last)
    ground.windows = research::walkforward_windows(panel, *rows, settings.walkforward.train_years,
                                                   settings.walkforward.oos_months, ground.context->calendar);
  if (ground.windows.empty())
    return fail(ErrorCode::kData,
                fmt::format("the valid bars do not reach for {} whole years of training and a session after them",
                            settings.walkforward.train_years),
                "walkforward.train_years", "Run bot fetch for more bars, or train on fewer years.");
  ground.points = research::grid_points(settings.walkforward.grid,
                                        {.decide = settings.run.decide, .drift_band = settings.run.plan.drift_band});
  if (ground.points.empty())
    return fail(ErrorCode::kConfig, "no point of the grid has ema_fast below ema_slow", "walkforward.grid",
                "Give ema_slow at least one value above the smallest of ema_fast.");
  ground.due = research::due_sessions(panel, settings.run.schedule.frequency, ground.context->calendar);
  ground.options = {.account = account_rules(settings), .objective = objective};
  return ground;
}

}  // namespace

Result<int> execute(const WalkforwardRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  BOT_TRY(const SearchGround ground, prepare_search(request, settings.walkforward.objective, environment));
  const research::Panel& panel = ground.market.panel;
  report::Timing timing{.load_s = ground.market.load_s};

  const auto computing = Clock::now();
  const auto choices =
      research::choose_parameters(panel, ground.points, ground.windows, ground.due, ground.options,
                                  parallel_for(request.threads, "searching", environment, ground.context->loop));
  if (!choices) return interrupted();
  const research::AccountHistory history =
      research::run_out_of_sample(panel, ground.points, *choices, ground.due, ground.options.account);
  const report::WalkforwardReport report{
      .panel = panel,
      .grid = settings.walkforward.grid,
      .points = ground.points,
      .choices = *choices,
      .history = history,
      .metrics = research::account_metrics(history, panel),
      .stability = research::stability_of(settings.walkforward.grid, ground.points, *choices)};
  timing.compute_s = seconds_since(computing);

  const auto reporting = Clock::now();
  report::Json document = report::walkforward_json(report);
  document["simulated"] = report::any_simulated(ground.market.sources);
  timing.report_s = seconds_since(reporting);
  document["timing"] = report::timing_json(timing);
  environment.print(document, report::simulated_bars_text(ground.market.sources) +
                                  report::walkforward_text(report, environment.style));
  return 0;
}

Result<int> execute(const PermuteRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  BOT_TRY(const SearchGround ground, prepare_search(request, settings.permutation.objective, environment));
  const research::Panel& panel = ground.market.panel;
  report::Timing timing{.load_s = ground.market.load_s};
  const research::PermutationOptions options{
      .search = ground.options,
      .seed = request.seed.value_or(settings.backtest.seed),
      .runs = static_cast<std::size_t>(request.runs.value_or(settings.permutation.runs))};

  const auto computing = Clock::now();
  const auto items = research::permutation_items(ground.windows.size(), options.runs);
  const auto bests =
      research::run_permutation_items(panel, ground.points, ground.windows, ground.due, items, options,
                                      parallel_for(request.threads, "permuting", environment, ground.context->loop));
  if (!bests) return interrupted();
  const report::PermutationReport report{.panel = panel,
                                         .seed = options.seed,
                                         .runs = options.runs,
                                         .result = research::permutation_result(ground.windows, *bests, options.runs)};
  timing.compute_s = seconds_since(computing);

  const auto reporting = Clock::now();
  report::Json document = report::permutation_json(report);
  document["simulated"] = report::any_simulated(ground.market.sources);
  timing.report_s = seconds_since(reporting);
  document["timing"] = report::timing_json(timing);
  environment.print(document, report::simulated_bars_text(ground.market.sources) +
                                  report::permutation_text(report, environment.style));
  return 0;
}

}  // namespace bot::app
