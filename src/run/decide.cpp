#include "run/decide.hpp"

#include "base/sha256.hpp"
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

Result<void> record_inputs(Runtime& runtime, const std::vector<SymbolBars>& bars) {
  DecisionInputs inputs{.asof = runtime.timing.asof};
  for (const SymbolBars& one : bars)
    inputs.symbols.push_back({.symbol = one.symbol, .usable = one.valid, .reason = one.invalid_reason});
  const std::string json = encode_decision_inputs(inputs);
  return runtime.record(ledger::InputsRecorded{.what = "decision", .json = json, .sha256 = sha256_hex(json)});
}

}  // namespace

Staged<Decided> decide_targets(Runtime& runtime, const Market& market,
                               const std::map<Symbol, std::string>& not_permitted) {
  const Date asof = runtime.timing.asof;
  const std::vector<SymbolBars> bars = decision_bars(runtime, market.series, not_permitted);
  Decided decided{
      .decision = decide::decide(bars, asof, runtime.options.decide), .decided = asof, .inputs = input_lines(market)};
  decided.targets = decided.decision.weights;
  const ledger::LedgerState& state = runtime.state();
  const bool goes_on = !runtime.is_dry() && state.rebalance &&
                       schedule::slot_of(asof, runtime.options.schedule.frequency, state.slot_history(),
                                         runtime.ports.calendar) == schedule::Slot::kContinue;
  if (goes_on) {
    decided.targets = state.rebalance->targets;
    decided.decided = state.rebalance->decided;
    for (const auto& [symbol, reason] : not_permitted) decided.targets.erase(symbol);
  }
  BOT_STAGE_VOID(record_inputs(runtime, bars));
  const std::string json = decision_text(decided.decision);
  BOT_STAGE_VOID(runtime.record(ledger::DecisionRecorded{
      .session = asof, .targets = decided.targets, .json = json, .sha256 = sha256_hex(json), .continued = goes_on}));
  return decided;
}

}  // namespace bot::run
