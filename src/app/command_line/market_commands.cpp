// Flags of what looks at prices: connect, fetch, validate, weights, explain.
#include "app/command_line/command_tree.hpp"

namespace bot::app {

void add_market_commands(CommandTree& tree) {
  tree.add(tree.app(), "connect", "Connect, print server version, accounts, values and positions", "bot connect",
           std::make_shared<ConnectRequest>());

  auto fetch = std::make_shared<FetchRequest>();
  auto* sub = tree.add(tree.app(), "fetch", "Bring the cache of daily bars up to date",
                       "bot fetch --start 2018-01-01 --symbols SPY,QQQ", fetch);
  CommandTree::date_option(sub, "--start", fetch->start, "First date wanted (market_data.start)");
  CommandTree::date_option(sub, "--end", fetch->end, "Last date wanted (the last final bar)");
  sub->add_option("--symbols", fetch->symbols, "Only these of the universe")->delimiter(',')->type_name("A,B");
  sub->add_flag("--force-refresh", fetch->force_refresh, "Ask for everything again");
  auto* source = sub->add_option("--source", fetch->source, "csv: from a folder of files, in place of the gateway")
                     ->check(CLI::IsMember({"csv"}).description(""));
  sub->add_option("--from", fetch->from, "Folder of SYMBOL.csv for --source csv")->type_name("DIR")->needs(source);

  auto validate = std::make_shared<ValidateRequest>();
  sub = tree.add(tree.app(), "validate", "Check the cached bars, print the findings", "bot validate --asof 2020-03-16",
                 validate);
  CommandTree::date_option(sub, "--asof", validate->asof, "As of this session (today)");

  auto weights = std::make_shared<WeightsRequest>();
  sub = tree.add(tree.app(), "weights", "Scores, gates, correlations, selection and target weights (docs/strategy.md)",
                 "bot weights --asof 2020-03-16", weights);
  CommandTree::date_option(sub, "--asof", weights->asof, "On final bars up to this date (today)");

  auto explain = std::make_shared<ExplainRequest>();
  sub = tree.add(tree.app(), "explain", "Why a symbol was or was not held", "bot explain 2020-03-16 SPY", explain);
  sub->add_option_function<std::string>(
         "date",
         [explain](const std::string& text) {
           const auto date = parse_date(text);
           if (!date) throw CLI::ValidationError(date.error().text());
           explain->date = *date;
         },
         "Session")
      ->required()
      ->type_name("DATE");
  sub->add_option("symbol", explain->symbol, "Symbol of the universe")->required();
}

}  // namespace bot::app
