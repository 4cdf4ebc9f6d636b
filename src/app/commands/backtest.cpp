// `bot backtest`: the strategy on the cached bars, and the same run as this account would live it.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/backtest_remarks.hpp"
#include "app/commands/commands.hpp"
#include "app/research_market.hpp"
#include "app/research_options.hpp"
#include "app/stopwatch.hpp"
#include "app/tested_targets.hpp"
#include "base/money_text.hpp"
#include "base/wording.hpp"
#include "pictures/write_report.hpp"
#include "report/json.hpp"
#include "report/research_report.hpp"
#include "research/lived_account.hpp"

namespace bot::app {
namespace {

// With what a page says over its charts.
pictures::Story headed(pictures::Story story, const config::Settings& settings, const std::string& strategy,
                       const ResearchMarket& market, const report::InvalidSymbols& invalid) {
  story.title = fmt::format("Back-test {} to {}", to_iso(story.dates.front()), to_iso(story.dates.back()));
  story.subtitle = fmt::format("{}, {}{}{}, from {}", strategy,
                               counted(settings.run.universe.size() - market.left_out.size(), "symbol"),
                               report::left_out_phrase(market.left_out), report::invalid_phrase(invalid),
                               money_text(Money::from_double(settings.research.backtest.initial_equity)));
  story.version = BOT_VERSION;
  story.simulated = report::any_simulated(market.sources);
  return story;
}

std::vector<pictures::NamedTable> named_tables(const report::BacktestReport& report) {
  std::vector<pictures::NamedTable> tables;
  for (report::DataTable& table : report::backtest_tables(report)) {
    tables.push_back({table.name, report::csv_text(table), {}});
    for (report::DataTable::Column& column : table.columns)
      tables.back().columns.push_back({std::move(column.name), std::move(column.values)});
  }
  return tables;
}

report::Json refused_json(const std::vector<research::RefusedSession>& refused) {
  report::Json list = report::Json::array();
  for (const research::RefusedSession& session : refused)
    list.push_back({{"session", to_iso(session.session)}, {"reason", session.row.text()}});
  return list;
}

}  // namespace

Result<int> execute(const BacktestRequest& request, Environment& environment) {
  if (request.start && request.end && *request.start > *request.end)
    return fail(ErrorCode::kUsage, fmt::format("{} is after {}", to_iso(*request.start), to_iso(*request.end)),
                "--start, --end", "Give the earlier day as --start.");
  pictures::Story strategy, story;  // outlive what is drawn of them
  pictures::Drawing drawing;
  BOT_TRY(const auto context, CommandContext::without_gateway(environment));
  BOT_TRY(const ResearchMarket market,
          load_research_market(*context, {.end = request.end,
                                          .with_opens = request.fills == research::Fills::kNextOpen,
                                          .threads = request.threads}));
  const research::Panel& panel = market.panel;
  const config::Settings& settings = environment.settings();
  report::Timing timing{.load_s = market.load_s};

  const Stopwatch computing;
  BOT_TRY(research::BacktestOptions options, backtest_options(panel, request.start, settings));
  options.fills = request.fills;
  const research::Rows tested_rows{.first = options.first, .last = options.last};
  BOT_TRY(const TestedTargets tested, tested_targets(panel, tested_rows, request.weights, *context));
  const research::Targets& targets = tested.targets;
  const research::AccountHistory history = research::run_backtest(panel, targets, options);
  research::Metrics metrics = research::account_metrics(history, panel);
  timing.compute_s = computing.seconds();

  const Stopwatch reporting;
  const report::InvalidSymbols invalid = invalid_symbols(*context, market, tested_rows);
  // What shows the strategy alone is drawn while its account is lived.
  strategy = headed(pictures::make_story(panel, history, std::nullopt, {}), settings, tested.name, market, invalid);
  drawing.add_strategy(strategy);
  const research::AccountHistory lived = research::run_lived_account(
      panel, targets, lived_account_options(options, tested.weight_cap, settings), context->calendar);
  const report::BacktestReport report{
      .panel = panel,
      .targets = targets,
      .history = history,
      .lived = lived,
      .metrics = metrics,
      .account_metrics = research::account_metrics(lived, panel),
      .benchmarks = research::benchmarks(panel, options.first, options.last, options.initial_equity)};
  story =
      headed(pictures::make_story(panel, history, lived, report.benchmarks), settings, tested.name, market, invalid);
  drawing.add_comparison(story);
  report::Json document = report::backtest_json(report);
  document["simulated"] = story.simulated;
  document["left_out"] = report::left_out_json(market.left_out);
  document["invalid"] = report::invalid_json(invalid);
  document["refused_rows"] = refused_json(tested.refused);
  for (const Date session : tested.without_weights) document["without_weights"].push_back(to_iso(session));
  if (tested.first_row) document["first_row"] = to_iso(*tested.first_row);
  BOT_TRY(const pictures::Written written,
          pictures::write_report(environment.files, settings.paths.reports, story, drawing, report::to_text(document),
                                 named_tables(report)));
  if (!written.without_pictures.empty()) environment.log.warning(written.without_pictures);
  const std::string& page = written.paths.back();
  document["report"] = page;
  timing.report_s = reporting.seconds();
  document["timing"] = report::timing_json(timing);
  environment.print(document, report::simulated_bars_text(market.sources) + report::left_out_text(market.left_out) +
                                  report::invalid_text(invalid) + report::backtest_text(report, environment.style) +
                                  backtest_remarks(tested, lived, panel, options, environment) +
                                  fmt::format("\n{} has the charts, {} the tables.\n", page, settings.paths.reports));
  return 0;
}

}  // namespace bot::app
