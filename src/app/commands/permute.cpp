// `bot permute`: would the grid's best have looked as good on the windows' days in random order?
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/search.hpp"
#include "base/wording.hpp"
#include "report/json.hpp"
#include "report/search_report.hpp"
#include "research/permutation.hpp"

namespace bot::app {
namespace {

// The configured strategy over the whole sample, and where the real search stands among the permuted ones. The page's
// path.
Result<std::string> write_page(const SearchGround& ground, const research::PermutationResult& result,
                               const report::InvalidSymbols& invalid, Environment& environment) {
  const config::Settings& settings = environment.settings();
  const research::Panel& panel = ground.market.panel;
  research::BacktestOptions account = ground.options.account;
  account.first = ground.whole.first;
  account.last = ground.whole.last;
  pictures::Story story = pictures::make_story(
      panel, research::run_backtest(panel, research::strategy_targets(panel, settings.run.decide, ground.due), account),
      std::nullopt, research::benchmarks(panel, account.first, account.last, account.initial_equity));
  story.title = fmt::format("Permutation test {} to {}", to_iso(panel.sessions[account.first]),
                            to_iso(panel.sessions[account.last]));
  story.subtitle = fmt::format("{} searched on {}; the curves are of the configured strategy{}{}",
                               counted(ground.points.size(), "setting"), counted(ground.windows.size(), "window"),
                               report::left_out_phrase(ground.market.left_out), report::invalid_phrase(invalid));
  story.version = BOT_VERSION;
  story.simulated = report::any_simulated(ground.market.sources);
  story.permutation = pictures::PermutationStory{.objective = std::string(name(ground.options.objective)),
                                                 .windows = result.windows.size(),
                                                 .real = result.real,
                                                 .permuted = result.permuted,
                                                 .p = result.p,
                                                 .p_bound = result.p_bound};
  return keep_page("permutation.html", story, environment);
}

class PermuteSearch final : public Search {
 public:
  PermuteSearch(SearchGround ground_in, const PermuteRequest& request, const research::PermutationOptions& options,
                Environment& environment_in)
      : Search(std::move(ground_in), environment_in),
        request_(request),
        options_(options),
        work_(ground().market.panel, ground().points, ground().windows, ground().due, options) {}
  [[nodiscard]] const research::Work& work() const override { return work_; }
  [[nodiscard]] SearchIdentity identity() const override {
    SearchIdentity identity = make_identity(std::string(PermuteRequest::kName), request_);
    identity.seed = options_.seed;
    identity.runs = options_.runs;
    return identity;
  }
  [[nodiscard]] std::string doing() const override { return "permuting"; }
  [[nodiscard]] Result<int> report(std::span<const double> numbers, const Stopwatch& computing) override;

 private:
  PermuteRequest request_;
  research::PermutationOptions options_;
  research::PermutationWork work_;
};

Result<int> PermuteSearch::report(std::span<const double> numbers, const Stopwatch& computing) {
  report::Timing timing{.load_s = ground().market.load_s};
  const report::PermutationReport report{
      .panel = ground().market.panel,
      .seed = options_.seed,
      .runs = options_.runs,
      .result = research::permutation_result(ground().windows, numbers, options_.runs)};
  timing.compute_s = computing.seconds();

  const Stopwatch reporting;
  report::Json document = report::permutation_json(report);
  document["simulated"] = report::any_simulated(ground().market.sources);
  document["left_out"] = report::left_out_json(ground().market.left_out);
  const report::InvalidSymbols invalid = invalid_symbols(*ground().context, ground().market, ground().whole);
  document["invalid"] = report::invalid_json(invalid);
  BOT_TRY(const std::string page, write_page(ground(), report.result, invalid, environment()));
  document["report"] = page;
  timing.report_s = reporting.seconds();
  document["timing"] = report::timing_json(timing);
  environment().print(document, report::simulated_bars_text(ground().market.sources) +
                                    report::left_out_text(ground().market.left_out) + report::invalid_text(invalid) +
                                    report::permutation_text(report, environment().style) +
                                    fmt::format("\n{} has the chart.\n", page));
  return 0;
}

}  // namespace

Result<std::unique_ptr<Search>> prepare(const PermuteRequest& request, Environment& environment) {
  research::PermutationOptions options = config::permutation_options(environment.settings());
  options.seed = request.seed.value_or(options.seed);
  if (request.runs) options.runs = static_cast<std::size_t>(*request.runs);
  BOT_TRY(SearchGround ground, prepare_search(request, options.search, environment));
  return std::make_unique<PermuteSearch>(std::move(ground), request, options, environment);
}

Result<int> execute(const PermuteRequest& request, Environment& environment) {
  BOT_TRY(const auto search, prepare(request, environment));
  return run_search(*search, request);
}

}  // namespace bot::app
