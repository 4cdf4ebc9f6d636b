// `bot backtest`: the strategy on the cached bars, and the same run as this account would live it.
#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/research_market.hpp"
#include "app/research_options.hpp"
#include "report/json.hpp"
#include "report/research_report.hpp"
#include "research/lived_account.hpp"

namespace bot::app {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Result<void> write_tables(const report::BacktestReport& report, const report::Json& document,
                          Environment& environment) {
  const std::string folder = environment.settings().paths.reports;
  BOT_TRY_VOID(environment.files.make_folders(folder, 0755));
  const std::pair<const char*, std::string> tables[] = {{"metrics.json", report::to_text(document)},
                                                        {"equity.csv", report::equity_csv(report)},
                                                        {"weights.csv", report::weights_csv(report)},
                                                        {"trades.csv", report::trades_csv(report)}};
  for (const auto& [name, text] : tables)
    BOT_TRY_VOID(environment.files.write_atomically(fmt::format("{}/{}", folder, name), text, 0644));
  return {};
}

}  // namespace

Result<int> execute(const BacktestRequest& request, Environment& environment) {
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(
      const ResearchMarket market,
      load_research_market(*context, {.end = request.end, .with_opens = request.fills == research::Fills::kNextOpen}));
  const research::Panel& panel = market.panel;
  const config::Settings& settings = environment.settings();
  report::Timing timing{.load_s = market.load_s};

  const auto computing = Clock::now();
  BOT_TRY(research::BacktestOptions options, backtest_options(panel, request.start, settings));
  options.fills = request.fills;
  const research::Targets targets = research::strategy_targets(
      panel, settings.run.decide, research::due_sessions(panel, settings.run.schedule.frequency, context->calendar));
  const research::AccountHistory history = research::run_backtest(panel, targets, options);
  research::Metrics metrics = research::account_metrics(history, panel);
  timing.compute_s = seconds_since(computing);

  const auto reporting = Clock::now();
  const research::AccountHistory lived =
      research::run_lived_account(panel, targets, lived_account_options(options, settings), context->calendar);
  const report::BacktestReport report{
      .panel = panel,
      .targets = targets,
      .history = history,
      .lived = lived,
      .metrics = metrics,
      .account_metrics = research::account_metrics(lived, panel),
      .benchmarks = research::benchmarks(panel, options.first, options.last, options.initial_equity)};
  report::Json document = report::backtest_json(report);
  document["simulated"] = report::any_simulated(market.sources);
  BOT_TRY_VOID(write_tables(report, document, environment));
  timing.report_s = seconds_since(reporting);
  document["timing"] = report::timing_json(timing);
  environment.print(document, report::simulated_bars_text(market.sources) +
                                  report::backtest_text(report, environment.style) +
                                  fmt::format("\nThe tables are in {}.\n", settings.paths.reports));
  return 0;
}

}  // namespace bot::app
