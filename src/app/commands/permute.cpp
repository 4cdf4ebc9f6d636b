// `bot permute`: would the grid's best have looked as good on the windows' days in random order?
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/parallel.hpp"
#include "app/search_ground.hpp"
#include "app/stopwatch.hpp"
#include "report/json.hpp"
#include "report/search_report.hpp"
#include "research/permutation.hpp"

namespace bot::app {
namespace {

// The configured strategy over the whole sample, and where the real search stands among the permuted ones. The page's
// path.
Result<std::string> write_page(const SearchGround& ground, const research::PermutationResult& result, bool simulated,
                               Environment& environment) {
  const config::Settings& settings = environment.settings();
  const research::Panel& panel = ground.market.panel;
  research::BacktestOptions account = ground.options.account;
  account.first = ground.whole.first;
  account.last = ground.whole.last;
  pictures::Story story = pictures::tell_story(
      panel, research::run_backtest(panel, research::strategy_targets(panel, settings.run.decide, ground.due), account),
      std::nullopt, research::benchmarks(panel, account.first, account.last, account.initial_equity));
  story.title = fmt::format("Permutation test {} to {}", to_iso(panel.sessions[account.first]),
                            to_iso(panel.sessions[account.last]));
  story.subtitle = fmt::format("{} settings searched on {} windows; the curves are of the configured strategy",
                               ground.points.size(), ground.windows.size());
  story.version = BOT_VERSION;
  story.simulated = simulated;
  story.permutation = pictures::PermutationStory{.objective = std::string(name(ground.options.objective)),
                                                 .windows = result.windows.size(),
                                                 .real = result.real,
                                                 .permuted = result.permuted,
                                                 .p = result.p};
  return keep_page("permutation.html", story, environment);
}

}  // namespace

Result<int> execute(const PermuteRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  BOT_TRY(const SearchGround ground, prepare_search(request, settings.permutation.objective, environment));
  const research::Panel& panel = ground.market.panel;
  report::Timing timing{.load_s = ground.market.load_s};
  const research::PermutationOptions options{
      .search = ground.options,
      .seed = request.seed.value_or(settings.backtest.seed),
      .runs = static_cast<std::size_t>(request.runs.value_or(settings.permutation.runs))};

  const Stopwatch computing;
  const auto items = research::permutation_items(ground.windows.size(), options.runs);
  const auto bests =
      research::run_permutation_items(panel, ground.points, ground.windows, ground.due, items, options,
                                      parallel_for(request.threads, "permuting", environment, ground.context->loop));
  if (!bests) return interrupted();
  const report::PermutationReport report{.panel = panel,
                                         .seed = options.seed,
                                         .runs = options.runs,
                                         .result = research::permutation_result(ground.windows, *bests, options.runs)};
  timing.compute_s = computing.seconds();

  const Stopwatch reporting;
  report::Json document = report::permutation_json(report);
  const bool simulated = report::any_simulated(ground.market.sources);
  document["simulated"] = simulated;
  BOT_TRY(const std::string page, write_page(ground, report.result, simulated, environment));
  document["report"] = page;
  timing.report_s = reporting.seconds();
  document["timing"] = report::timing_json(timing);
  environment.print(document, report::simulated_bars_text(ground.market.sources) +
                                  report::permutation_text(report, environment.style) +
                                  fmt::format("\n{} has the chart.\n", page));
  return 0;
}

}  // namespace bot::app
