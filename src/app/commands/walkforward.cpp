// `bot walkforward`: the grid's best on each training window, tried on the months that follow.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/parallel.hpp"
#include "app/search_ground.hpp"
#include "app/stopwatch.hpp"
#include "app/verdict.hpp"
#include "report/dossier_report.hpp"
#include "report/json.hpp"
#include "report/search_report.hpp"

namespace bot::app {
namespace {

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

Result<std::string> write_page(const report::WalkforwardReport& report, const research::Dossier& dossier,
                               bool simulated, Environment& environment) {
  const config::Settings& settings = environment.settings();
  const research::Panel& panel = report.panel;
  const std::size_t last = report.history.first + report.history.equity.size() - 1;
  pictures::Story story =
      pictures::tell_story(panel, report.history, std::nullopt,
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

}  // namespace bot::app
