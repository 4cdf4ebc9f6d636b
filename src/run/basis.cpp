#include "run/basis.hpp"

#include <fmt/format.h>

#include "base/check.hpp"

namespace bot::run {

std::optional<ledger::OpenRebalance> open_rebalance(const Runtime& runtime) {
  const ledger::LedgerState& state = runtime.state();
  const schedule::Slot slot = schedule::slot_of(runtime.timing.asof, runtime.options.schedule.frequency,
                                                state.slot_history(), runtime.ports.calendar);
  return slot == schedule::Slot::kContinue ? state.rebalance : std::nullopt;
}

Staged<Basis> read_basis(Runtime& runtime, std::optional<ledger::OpenRebalance> continued) {
  const RunOptions& options = runtime.options;
  if (options.decide.kind != decide::StrategyKind::kFile || continued)
    return Basis{.continued = std::move(continued), .file_row = std::nullopt};
  BOT_CHECK(runtime.ports.weights != nullptr, "strategy.kind file without a source of weights");
  auto row = data::read_file_row(*runtime.ports.weights, options.strategy_file, runtime.timing.asof,
                                 runtime.ports.calendar, options.universe);
  if (row) return Basis{.continued = std::nullopt, .file_row = *std::move(row)};
  const std::string sentence =
      fmt::format("strategy.path has no weights for {}: {}", to_iso(runtime.timing.asof), row.error().text());
  runtime.error(std::nullopt, ledger::FindingCode::kStrategyFile, sentence);
  return stopped(Ending::kRefused, sentence);
}

decide::Options decide_options(const Runtime& runtime, const Basis& basis) {
  decide::Options options = runtime.options.decide;
  if (basis.file_row) options.file_row = basis.file_row->row;
  return options;
}

std::set<Symbol> decisive_symbols(const Runtime& runtime, const Basis& basis, const PositionMap& positions) {
  const decide::Options options = decide_options(runtime, basis);
  const std::vector<Symbol>& universe = runtime.options.universe;
  if (options.kind == decide::StrategyKind::kMomentum && !basis.continued) return {universe.begin(), universe.end()};
  const std::map<Symbol, double> wanted = basis.continued ? basis.continued->targets : decide::given_weights(options);
  std::set<Symbol> symbols;
  for (const Symbol& symbol : universe) {
    const auto weight = wanted.find(symbol);
    if ((weight != wanted.end() && weight->second > 0) || positions.contains(symbol)) symbols.insert(symbol);
  }
  return symbols;
}

}  // namespace bot::run
