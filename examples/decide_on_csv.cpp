// Target weights from a folder of daily prices: decide_on_csv FOLDER YYYY-MM-DD SYMBOL...
// Each symbol is FOLDER/SYMBOL.csv with the header date,open,high,low,close,volume[,adj_close].
#include <fmt/format.h>

#include <cstdio>
#include <vector>

#include "base/time.hpp"
#include "data/csv_source.hpp"
#include "data/decision_bars.hpp"
#include "decide/decide.hpp"
#include "os/system_files.hpp"

namespace {

int stop(const bot::Error& error) {
  fmt::print(stderr, "decide_on_csv: {}\n", error.text());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: decide_on_csv FOLDER YYYY-MM-DD SYMBOL...\n");
    return 2;
  }
  const auto asof = bot::parse_date(argv[2]);
  if (!asof) return stop(asof.error());

  const bot::os::SystemFiles files;
  const bot::data::CsvSource source(files, argv[1]);
  std::vector<bot::SymbolBars> universe;
  for (int i = 3; i < argc; ++i) {
    const auto symbol = bot::parse_symbol(argv[i]);
    if (!symbol) return stop(symbol.error());
    const auto bars = source.read(*symbol);
    if (!bars) return stop(bars.error());
    // Prices as a holder of the fund lived them: scaled by adj_close/close.
    universe.push_back(
        {.symbol = *symbol,
         .bars = bot::data::decision_bars({.symbol = *symbol, .bars = *bars, .asof = *asof, .today = std::nullopt}),
         .valid = true,
         .invalid_reason = ""});
  }

  const bot::decide::Decision decision = bot::decide::decide(universe, *asof, bot::decide::Options{});
  for (const bot::decide::SymbolScore& score : decision.symbols) {
    const auto weight = decision.weights.find(score.symbol);
    fmt::print("{:<6} {:>6.2f} %  {}\n", score.symbol, weight == decision.weights.end() ? 0.0 : 100 * weight->second,
               decision.reasons.at(score.symbol));
  }
  fmt::print("{:<6} {:>6.2f} %\n", "cash", 100 * decision.cash);
  return 0;
}
