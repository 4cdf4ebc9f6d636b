#include "run/decide.hpp"

#include <fmt/format.h>

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "decide/decision_text.hpp"
#include "run/decision_record.hpp"

namespace bot::run {
namespace {

std::vector<SymbolBars> decision_bars(const Runtime& runtime, const std::vector<SymbolSeries>& series,
                                      const std::map<Symbol, std::string>& not_permitted) {
  std::vector<SymbolBars> bars;
  for (const SymbolSeries& one : series) {
    const auto refused = not_permitted.find(one.symbol);
    const bool is_refused = refused != not_permitted.end();
    bars.push_back({.symbol = one.symbol,
                    .bars = data::decision_bars({.symbol = one.symbol,
                                                 .bars = one.bars,
                                                 .asof = runtime.timing.asof,
                                                 .adjust = runtime.options.data.adjust,
                                                 .today = one.today}),
                    .valid = one.valid && !is_refused,
                    .invalid_reason = is_refused ? refused->second : one.invalid_reason});
  }
  return bars;
}

std::map<Symbol, ledger::InputLine> input_lines(const Market& market) {
  std::map<Symbol, ledger::InputLine> lines;
  for (const SymbolSeries& one : market.series) {
    ledger::InputLine& line = lines[one.symbol];
    if (one.today) {
      line.provisional = one.today->provisional;
      line.factor = one.today->factor;
    }
    if (const auto quote = market.quotes.quotes.find(one.symbol); quote != market.quotes.quotes.end()) {
      line.bid = quote->second.bid;
      line.ask = quote->second.ask;
    }
  }
  return lines;
}

Result<void> record_inputs(Runtime& runtime, const std::vector<SymbolBars>& bars,
                           const std::optional<data::FileRow>& file_row) {
  DecisionInputs inputs{.asof = runtime.timing.asof, .file_row = file_row};
  for (const SymbolBars& one : bars)
    inputs.symbols.push_back({.symbol = one.symbol, .usable = one.valid, .reason = one.invalid_reason});
  const std::string json = encode_decision_inputs(inputs);
  return runtime.record(
      ledger::InputsRecorded{.what = ledger::InputsOf::kDecision, .json = json, .sha256 = sha256_hex(json)});
}

// With weights that are given, a symbol whose data failed, or that the account may not buy, is still wanted: it keeps
// its target and gets no order.
void add_given(Decided& decided) {
  for (const Symbol& symbol : decided.decision.excluded)
    if (const auto weight = decided.given.find(symbol); weight != decided.given.end())
      decided.targets[symbol] = weight->second;
}

}  // namespace

Staged<Decided> decide_targets(Runtime& runtime, const Market& market,
                               const std::map<Symbol, std::string>& not_permitted, const Basis& basis) {
  const Date asof = runtime.timing.asof;
  const decide::Options options = decide_options(runtime, basis);
  const std::vector<SymbolBars> bars = decision_bars(runtime, market.series, not_permitted);
  Decided decided{.decision = decide::decide(bars, asof, options),
                  .given = decide::given_weights(options),
                  .decided = asof,
                  .inputs = input_lines(market),
                  .file_row = basis.file_row};
  if (basis.continued) {
    decided.targets = basis.continued->targets;
    decided.decided = basis.continued->decided;
    // What was chosen may be replaced another day; what is given, also by the row of an earlier day, stays wanted.
    if (options.kind == decide::StrategyKind::kMomentum)
      for (const auto& [symbol, reason] : not_permitted) decided.targets.erase(symbol);
  } else {
    decided.targets = decided.decision.weights;
    add_given(decided);
  }
  BOT_STAGE_VOID(record_inputs(runtime, bars, basis.file_row));
  const std::string json = decide::decision_text(decided.decision);
  BOT_STAGE_VOID(runtime.record(ledger::DecisionRecorded{.session = asof,
                                                         .targets = decided.targets,
                                                         .json = json,
                                                         .sha256 = sha256_hex(json),
                                                         .continued = basis.continued.has_value()}));
  if (const auto& refusal = decided.decision.refusal; refusal && !basis.continued) {
    runtime.error(std::nullopt, ledger::FindingCode::kWeights, *refusal);
    return stopped(Ending::kRefused, *refusal);
  }
  return decided;
}

}  // namespace bot::run
