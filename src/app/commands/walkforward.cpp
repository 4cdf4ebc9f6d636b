// `bot walkforward` and `bot permute`: the grid searched on windows of the cached bars.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/parallel.hpp"
#include "app/research_market.hpp"
#include "app/research_options.hpp"
#include "app/stopwatch.hpp"
#include "app/verdict.hpp"
#include "pictures/page.hpp"
#include "report/dossier_report.hpp"
#include "report/json.hpp"
#include "report/search_report.hpp"
#include "research/permutation.hpp"

namespace bot::app {
namespace {

tl::unexpected<Error> interrupted() {
  return fail(ErrorCode::kInterrupted, "interrupted; nothing was written", "", "Start it again.");
}

// What both commands search: windows of the cached bars, points of the grid.
struct SearchGround {
  std::unique_ptr<CommandContext> context;
  ResearchMarket market;
  std::vector<research::Window> windows;
  research::Rows whole;  // the sample: from the first session that may be decided on
  std::vector<research::GridPoint> points;
  std::vector<std::uint8_t> due;
  research::SearchOptions options;
};

Result<SearchGround> prepare_search(const SearchRequest& request, research::Objective objective,
                                    Environment& environment) {
  SearchGround ground;
  const config::Settings& settings = environment.settings();
  if (settings.run.decide.kind == decide::StrategyKind::kFile)
    return fail(ErrorCode::kConfig, "the weights of a file have no parameters to search", "strategy.kind",
                "bot backtest tests them as they are.");
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
  ground.whole = {
      .first = std::max(rows->first,
                        research::first_tradable_row(panel, settings.run.decide.min_bars).value_or(rows->first)),
      .last = rows->last};
  ground.points = research::grid_points(settings.walkforward.grid,
                                        {.decide = settings.run.decide, .drift_band = settings.run.plan.drift_band});
  if (ground.points.empty())
    return fail(ErrorCode::kConfig, "no point of the grid has ema_fast below ema_slow", "walkforward.grid",
                "Give ema_slow at least one value above the smallest of ema_fast.");
  ground.due = research::due_sessions(panel, settings.run.schedule.frequency, ground.context->calendar);
  ground.options = {.account = account_rules(settings), .objective = objective};
  return ground;
}

// Every point of the grid over the whole sample, against SPY where there are bars of it. Nothing: interrupted.
std::optional<research::Dossier> judge_search(const SearchGround& ground, const research::ParallelFor& parallel) {
  const research::Panel& panel = ground.market.panel;
  const auto marks =
      research::trial_marks(panel, ground.points, ground.whole, ground.due, ground.options.account, parallel);
  if (!marks) return std::nullopt;
  std::vector<std::vector<double>> returns;
  std::vector<double> objectives;
  for (const std::vector<double>& trial : *marks) {
    returns.push_back(research::daily_returns(trial));
    objectives.push_back(research::objective_of(ground.options.objective, trial));
  }
  const auto benchmarks = research::benchmarks(panel, ground.whole.first, ground.whole.last, 1);
  const std::vector<double> benchmark =
      benchmarks.empty() ? std::vector<double>{} : research::daily_returns(benchmarks.front().equity);
  return research::make_dossier(research::TrialReturns(returns), research::best_of(objectives), benchmark);
}

// The page's path.
Result<std::string> keep_page(const char* file, const pictures::Story& story, Environment& environment) {
  const std::string& folder = environment.settings().paths.reports;
  const std::string path = fmt::format("{}/{}", folder, file);
  BOT_TRY_VOID(environment.files.make_folders(folder, 0755));
  BOT_TRY_VOID(environment.files.write_atomically(path, pictures::report_page(story), 0644));
  return path;
}

Result<std::string> write_page(const report::WalkforwardReport& report, const research::Dossier& dossier,
                               bool simulated, Environment& environment) {
  const config::Settings& settings = environment.settings();
  const research::Panel& panel = report.panel;
  const std::size_t last = report.history.first + report.history.equity.size() - 1;
  pictures::Story story =
      pictures::story_of(panel, report.history, std::nullopt,
                         research::benchmarks(panel, report.history.first, last, report.history.equity.front()));
  story.title =
      fmt::format("Walk-forward {} to {}", to_iso(panel.sessions[report.history.first]), to_iso(panel.sessions[last]));
  story.subtitle =
      fmt::format("Out of sample: each piece by the settings that were best before it; {} settings, {} windows",
                  report.points.size(), report.choices.size());
  story.version = BOT_VERSION;
  story.simulated = simulated;
  story.dossier = dossier;
  pictures::WalkforwardStory walkforward{.train_years = settings.walkforward.train_years,
                                         .oos_months = settings.walkforward.oos_months};
  for (std::size_t key = 0; key < report.grid.size(); ++key) {
    pictures::ChosenParameter parameter{.name = report.grid[key].first, .grid = report.grid[key].second};
    std::ranges::sort(parameter.grid);
    for (const research::WindowChoice& choice : report.choices)
      parameter.chosen.push_back(report.points[choice.point].values[key]);
    walkforward.parameters.push_back(std::move(parameter));
  }
  for (const research::WindowChoice& choice : report.choices)
    walkforward.windows.push_back(panel.sessions[choice.window.test.first]);
  story.walkforward = std::move(walkforward);
  return keep_page("walkforward.html", story, environment);
}

// The configured strategy over the whole sample, and where the real search stands among the permuted ones. The page's
// path.
Result<std::string> write_page(const SearchGround& ground, const research::PermutationResult& result, bool simulated,
                               Environment& environment) {
  const config::Settings& settings = environment.settings();
  const research::Panel& panel = ground.market.panel;
  research::BacktestOptions account = ground.options.account;
  account.first = ground.whole.first;
  account.last = ground.whole.last;
  pictures::Story story = pictures::story_of(
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

Result<int> execute(const WalkforwardRequest& request, Environment& environment) {
  const config::Settings& settings = environment.settings();
  BOT_TRY(const SearchGround ground, prepare_search(request, settings.walkforward.objective, environment));
  const research::Panel& panel = ground.market.panel;
  report::Timing timing{.load_s = ground.market.load_s};

  const Stopwatch computing;
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
  const auto dossier =
      judge_search(ground, parallel_for(request.threads, "judging", environment, ground.context->loop));
  if (!dossier) return interrupted();
  timing.compute_s = computing.seconds();

  const Stopwatch reporting;
  report::Json document = report::walkforward_json(report);
  document["dossier"] = report::dossier_json(*dossier);
  const bool simulated = report::any_simulated(ground.market.sources);
  document["simulated"] = simulated;
  BOT_TRY(const std::string page, write_page(report, *dossier, simulated, environment));
  document["report"] = page;
  BOT_TRY_VOID(keep_verdict(environment, *dossier, panel.sessions[ground.whole.last]));
  timing.report_s = reporting.seconds();
  document["timing"] = report::timing_json(timing);
  environment.print(document, report::simulated_bars_text(ground.market.sources) +
                                  report::walkforward_text(report, environment.style) + "\n" +
                                  report::dossier_text(*dossier, environment.style) +
                                  fmt::format("\n{} has the charts.\n", page));
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
