#include "pictures/story.hpp"

namespace bot::pictures {
namespace {

std::vector<std::vector<double>> weights_of(const research::AccountHistory& history, std::size_t symbols) {
  std::vector<std::vector<double>> weights(symbols, std::vector<double>(history.equity.size()));
  std::size_t begin = 0;
  for (std::size_t session = 0; session < history.holding_ends.size(); ++session) {
    for (std::size_t i = begin; i < history.holding_ends[session]; ++i)
      weights[history.holdings[i].symbol][session] = history.holdings[i].weight;
    begin = history.holding_ends[session];
  }
  return weights;
}

}  // namespace

Story make_story(const research::Panel& panel, const research::AccountHistory& history,
                 const std::optional<research::AccountHistory>& account,
                 const std::vector<research::Benchmark>& benchmarks) {
  Story story;
  const auto first = panel.sessions.begin() + static_cast<std::ptrdiff_t>(history.first);
  story.dates.assign(first, first + static_cast<std::ptrdiff_t>(history.equity.size()));
  story.curves.push_back({.name = "Strategy",
                          .role = Role::kStrategy,
                          .equity = history.equity,
                          .metrics = research::account_metrics(history, panel)});
  if (account)
    story.curves.push_back({.name = "As this account",
                            .role = Role::kAccount,
                            .equity = account->equity,
                            .metrics = research::account_metrics(*account, panel)});
  for (const research::Benchmark& benchmark : benchmarks)
    story.curves.push_back(
        {.name = benchmark.name,
         .role = story.curves.back().role == Role::kBenchmark ? Role::kSecondBenchmark : Role::kBenchmark,
         .equity = benchmark.equity,
         .metrics = benchmark.metrics});
  for (const Symbol& symbol : panel.symbols) story.symbols.push_back(symbol.value());
  story.weights = weights_of(history, panel.symbol_count());
  story.turnover = history.turnover;
  for (const research::Fill& fill : history.fills)
    story.trades.push_back({.date = panel.sessions[fill.session],
                            .symbol = panel.symbols[fill.symbol].value(),
                            .side = fill.side,
                            .shares = fill.shares,
                            .price = fill.price,
                            .notional = fill.notional,
                            .commission = fill.commission,
                            .slippage = fill.slippage});
  return story;
}

}  // namespace bot::pictures
