// Flags of what looks back: backtest, walkforward, permute, merge.
#include "app/command_line/command_tree.hpp"

namespace bot::app {
namespace {

void add_threads_option(CLI::App* sub, std::optional<int>& threads) {
  sub->add_option("--threads", threads, "Threads (all cores); the answer does not depend on it")
      ->check(CLI::Range(1, 1024).description(""))
      ->type_name("N");
}

void add_search_options(CLI::App* sub, SearchRequest& request) {
  CommandTree::date_option(sub, "--start", request.start, "First day of the bars searched (the first bar)");
  CommandTree::date_option(sub, "--end", request.end, "Last day of the bars searched (the last final bars)");
  add_threads_option(sub, request.threads);
  sub->add_option_function<std::string>(
         "--shard", [&request](const std::string& text) { request.shard = parse_shard(text); },
         "Compute the i-th of n parts only and leave it as a piece for bot merge")
      ->check(CLI::Validator(
          [](const std::string& text) {
            return parse_shard(text) ? std::string() : "not i/n with i from 1 to n, such as 2/7: " + text;
          },
          ""))
      ->type_name("i/n");
}

}  // namespace

void add_research_commands(CommandTree& tree) {
  auto backtest = std::make_shared<BacktestRequest>();
  auto* sub = tree.add(tree.app(), "backtest", "The strategy on the cached bars: metrics, benchmarks, this account",
                       "bot backtest --start 2018-01-01 --end 2021-12-31", backtest);
  CommandTree::date_option(sub, "--start", backtest->start, "First session (the first on which a symbol has min_bars)");
  CommandTree::date_option(sub, "--end", backtest->end, "Last session (the last final bars)");
  add_threads_option(sub, backtest->threads);
  sub->add_option("--weights", backtest->weights,
                  "Test these target weights instead: CSV or Parquet (docs/own-strategy.md)")
      ->type_name("FILE");
  sub->add_option_function<std::string>(
         "--fills",
         [backtest](const std::string& when) {
           backtest->fills = when == "close" ? research::Fills::kClose : research::Fills::kNextOpen;
         },
         "Filled at the close decided on, or at the next open")
      ->check(CLI::IsMember({"close", "next_open"}).description(""))
      ->type_name("close|next_open");

  auto walkforward = std::make_shared<WalkforwardRequest>();
  sub = tree.add(tree.app(), "walkforward", "The grid's best on each training window, tried on the months that follow",
                 "bot walkforward --set walkforward.train_years=2", walkforward);
  add_search_options(sub, *walkforward);

  auto permute = std::make_shared<PermuteRequest>();
  sub = tree.add(tree.app(), "permute", "Would the grid's best have looked as good on days in random order?",
                 "bot permute --runs 500 --seed 7", permute);
  add_search_options(sub, *permute);
  sub->add_option("--runs", permute->runs, "Permutations of each window (permutation.runs)")
      ->check(CLI::Range(1, 1'000'000).description(""))
      ->type_name("N");
  sub->add_option("--seed", permute->seed, "Seed of the random order (backtest.seed)")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()).description(""))
      ->type_name("S");

  auto merge = std::make_shared<MergeRequest>();
  sub = tree.add(tree.app(), "merge", "The pieces of a walkforward or permute --shard become its report",
                 "bot merge reports/permute-piece-*-of-8.json", merge);
  sub->add_option("pieces", merge->pieces, "Files that --shard left: each once, in any order")
      ->required()
      ->type_name("PIECE");
}

}  // namespace bot::app
