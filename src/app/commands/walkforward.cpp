// `bot walkforward`: the grid's best on each training window, tried on the months that follow.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/search.hpp"
#include "app/verdict.hpp"
#include "base/wording.hpp"
#include "report/dossier_report.hpp"
#include "report/json.hpp"
#include "report/search_report.hpp"

namespace bot::app {
namespace {

struct Judged {
  research::Dossier dossier;
  std::size_t point = 0;  // of the grid: the one that was judged
};

// Every point of the grid over the whole sample, against SPY where there are bars of it.
Judged judge_trials(const SearchGround& ground, const std::vector<std::vector<double>>& trials) {
  const research::Panel& panel = ground.market.panel;
  std::vector<std::vector<double>> returns;
  std::vector<double> objectives;
  for (const std::vector<double>& marks : trials) {
    returns.push_back(research::daily_returns(marks));
    objectives.push_back(research::objective_of(ground.options.objective, marks));
  }
  const auto benchmarks = research::benchmarks(panel, ground.whole.first, ground.whole.last, 1);
  const std::vector<double> benchmark =
      benchmarks.empty() ? std::vector<double>{} : research::daily_returns(benchmarks.front().equity);
  const std::size_t best = research::best_of(objectives);
  return {.dossier = research::make_dossier(research::TrialReturns(returns), best, benchmark), .point = best};
}

Result<std::string> write_page(const report::WalkforwardReport& report, const research::Dossier& dossier,
                               const ResearchMarket& market, const report::InvalidSymbols& invalid,
                               Environment& environment) {
  const config::Settings& settings = environment.settings();
  const research::Panel& panel = report.panel;
  const std::size_t last = report.history.first + report.history.equity.size() - 1;
  pictures::Story story =
      pictures::make_story(panel, report.history, std::nullopt,
                           research::benchmarks(panel, report.history.first, last, report.history.equity.front()));
  story.title =
      fmt::format("Walk-forward {} to {}", to_iso(panel.sessions[report.history.first]), to_iso(panel.sessions[last]));
  story.subtitle = fmt::format("Out of sample: each piece by the settings that were best before it; {}, {}{}{}",
                               counted(report.points.size(), "setting"), counted(report.choices.size(), "window"),
                               report::left_out_phrase(market.left_out), report::invalid_phrase(invalid));
  story.version = BOT_VERSION;
  story.simulated = report::any_simulated(market.sources);
  story.dossier = dossier;
  pictures::WalkforwardStory walkforward{.train_years = settings.research.walkforward.train_years,
                                         .oos_months = settings.research.walkforward.oos_months};
  for (std::size_t key = 0; key < report.grid.size(); ++key) {
    pictures::ChosenParameter parameter{.name = report.grid[key].first, .grid = report.grid[key].second};
    std::ranges::sort(parameter.grid);
    for (const research::WindowChoice& choice : report.choices)
      parameter.chosen.push_back(report.points[choice.point].values[key]);
    parameter.stability = report.stability[key].second;
    walkforward.parameters.push_back(std::move(parameter));
  }
  for (const research::WindowChoice& choice : report.choices)
    walkforward.windows.push_back(panel.sessions[choice.window.test.first]);
  story.walkforward = std::move(walkforward);
  return keep_page("walkforward.html", story, environment);
}

class WalkforwardSearch final : public Search {
 public:
  WalkforwardSearch(SearchGround ground_in, const WalkforwardRequest& request, Environment& environment_in)
      : Search(std::move(ground_in), environment_in),
        request_(request),
        work_(ground().market.panel, ground().points, ground().windows, ground().whole, ground().due,
              ground().options) {}
  [[nodiscard]] const research::Work& work() const override { return work_; }
  [[nodiscard]] SearchIdentity identity() const override {
    return make_identity(std::string(WalkforwardRequest::kName), request_);
  }
  [[nodiscard]] std::string doing() const override { return "searching"; }
  [[nodiscard]] Result<int> report(std::span<const double> numbers, const Stopwatch& computing) override;

 private:
  WalkforwardRequest request_;
  research::WalkforwardWork work_;
};

Result<int> WalkforwardSearch::report(std::span<const double> numbers, const Stopwatch& computing) {
  const config::Settings& settings = environment().settings();
  const research::Panel& panel = ground().market.panel;
  report::Timing timing{.load_s = ground().market.load_s};
  const auto choices = research::choose_parameters(ground().windows, work_.objectives(numbers));
  const research::AccountHistory history =
      research::run_out_of_sample(panel, ground().points, choices, ground().due, ground().options.account);
  const report::WalkforwardReport report{
      .panel = panel,
      .grid = settings.research.walkforward.grid,
      .points = ground().points,
      .choices = choices,
      .history = history,
      .metrics = research::account_metrics(history, panel),
      .stability = research::stability_of(settings.research.walkforward.grid, ground().points, choices)};
  const Judged judged = judge_trials(ground(), work_.trials(numbers));
  const research::Dossier& dossier = judged.dossier;
  timing.compute_s = computing.seconds();

  const Stopwatch reporting;
  report::Json document = report::walkforward_json(report);
  document["dossier"] = report::dossier_json(dossier);
  const ResearchMarket& market = ground().market;
  const bool simulated = report::any_simulated(market.sources);
  document["simulated"] = simulated;
  document["left_out"] = report::left_out_json(market.left_out);
  const report::InvalidSymbols invalid = invalid_symbols(*ground().context, market, ground().whole);
  document["invalid"] = report::invalid_json(invalid);
  BOT_TRY(const std::string page, write_page(report, dossier, market, invalid, environment()));
  document["report"] = page;
  JudgedRecord record{.first_session = panel.sessions[ground().whole.first],
                      .last_session = panel.sessions[ground().whole.last],
                      .is_whole = !request_.start && !request_.end && market.left_out.empty(),
                      .is_simulated = simulated,
                      .settings = {}};
  for (std::size_t key = 0; key < report.grid.size(); ++key)
    record.settings.emplace_back(report.grid[key].first, ground().points[judged.point].values[key]);
  BOT_TRY_VOID(keep_verdict(environment(), dossier, record));
  timing.report_s = reporting.seconds();
  document["timing"] = report::timing_json(timing);
  environment().print(
      document, report::simulated_bars_text(market.sources) + report::left_out_text(market.left_out) +
                    report::invalid_text(invalid) + report::walkforward_text(report, environment().style) + "\n" +
                    report::dossier_text(dossier, environment().style) + fmt::format("\n{} has the charts.\n", page));
  return 0;
}

}  // namespace

Result<std::unique_ptr<Search>> prepare(const WalkforwardRequest& request, Environment& environment) {
  const research::Options& options = environment.settings().research;
  BOT_TRY(
      SearchGround ground,
      prepare_search(request, {.account = options.backtest, .objective = options.walkforward.objective}, environment));
  return std::make_unique<WalkforwardSearch>(std::move(ground), request, environment);
}

Result<int> execute(const WalkforwardRequest& request, Environment& environment) {
  BOT_TRY(const auto search, prepare(request, environment));
  return run_search(*search, request);
}

}  // namespace bot::app
