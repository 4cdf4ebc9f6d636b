// The plan, the safety rules over it, permission to buy: again until nothing has to be left out.
#include "run/planning.hpp"
#include "safety/check.hpp"

namespace bot::run {
namespace {

std::set<Symbol> held_or_wanted(const RunContext& run) {
  std::set<Symbol> symbols;
  for (const auto& [symbol, weight] : run.targets)
    if (weight > 0) symbols.insert(symbol);
  for (const auto& [symbol, shares] : run.positions)
    if (is_managed(run, symbol)) symbols.insert(symbol);
  return symbols;
}

StepAnswer check_outside(RunContext& run) {
  if (run.options.unmanaged_positions == Unmanaged::kIgnore) return std::nullopt;
  for (const Position& position : run.snapshot.positions)
    if (position.quantity != Quantity{} && !is_managed(run, position.symbol))
      return refused_stop(
          fmt::format("the account holds {} {}, which is not in the universe, and "
                      "execution.unmanaged_positions is refuse",
                      position.quantity, position.symbol));
  return std::nullopt;
}

StepAnswer pin_instruments(RunContext& run) {
  std::vector<ledger::LedgerEvent> events;
  for (const auto& [symbol, instrument] : run.instruments)
    if (is_managed(run, symbol) && !run.state().pins.contains(symbol))
      events.push_back(
          {.at = run.now(),
           .run = run.run,
           .body = ledger::InstrumentPinned{
               .symbol = symbol, .con_id = instrument.con_id, .primary_exchange = instrument.primary_exchange}});
  if (auto recorded = run.ledger.append_all(events); !recorded) return stop_of(recorded.error());
  return std::nullopt;
}

enum class PlanTurn { kAccepted, kAgain, kStop };

// Plans once; says whether symbols had to be left out, so that the caller plans again without them.
PlanTurn plan_once(RunContext& run, std::map<Symbol, std::string>& left_out, StepAnswer& stop) {
  auto input = gather_plan_input(run, run.snapshot.values);
  if (!input) {
    stop = stop_of(input.error());
    return PlanTurn::kStop;
  }
  for (const auto& [symbol, reason] : left_out) input->left_alone.emplace(symbol, reason);
  run.plan_input = std::move(*input);
  run.plan = plan::make_plan(run.plan_input);
  if (run.result.indicative) return PlanTurn::kAccepted;
  const safety::PlanVerdict verdict = safety::check_plan(safety_input(run), run.plan_input, run.plan);
  for (const safety::Refused& warning : verdict.warnings)
    run.find(warning.symbol, false, ledger::finding_code(warning.code), warning.sentence);
  if (verdict.approved()) return PlanTurn::kAccepted;
  for (const safety::Refused& refusal : verdict.refusals)
    run.find(refusal.symbol, true, ledger::finding_code(refusal.code), refusal.sentence);
  if (verdict.symbols_only()) {
    bool fresh = false;
    for (const safety::Refused& refusal : verdict.refusals)
      fresh = left_out.emplace(*refusal.symbol, refusal.code + ": " + refusal.sentence).second || fresh;
    if (fresh) return PlanTurn::kAgain;
  }
  // What a person has to look at before anything goes on (reliability.md 2.6).
  for (const safety::Refused& refusal : verdict.refusals)
    if (const auto reason = parse_name<ledger::HaltReason>(refusal.code); reason && !run.is_dry()) {
      stop = halt_run(run, *reason, refusal.sentence);
      stop->exit_code = 6;
      return PlanTurn::kStop;
    }
  const safety::Refused& first = verdict.refusals.front();
  stop = refused_stop(fmt::format("{}: {}; no order was sent", first.code, first.sentence));
  return PlanTurn::kStop;
}

}  // namespace

Stop refused_stop(std::string message) {
  return Stop{
      .outcome = ledger::Outcome::kRefused, .exit_code = 6, .message = std::move(message), .error = std::nullopt};
}

StepAnswer make_and_check_plan(RunContext& run) {
  if (auto stop = check_outside(run)) return stop;
  std::map<Symbol, std::string> left_out;
  // Each turn takes at least one symbol out, so this ends.
  for (;;) {
    if (!run.result.indicative) {
      auto quotes = read_quotes(run, symbols_of_interest(run));
      if (!quotes) return stop_of(quotes.error());
      run.quotes = std::move(*quotes);
      if (auto stop = pin_instruments(run)) return stop;
      auto fractional = prove_fractions(run, held_or_wanted(run));
      if (!fractional) return stop_of(fractional.error());
      run.fractional = *fractional;
    }
    StepAnswer stop;
    const PlanTurn turn = plan_once(run, left_out, stop);
    if (turn == PlanTurn::kStop) return stop;
    if (turn == PlanTurn::kAgain) continue;
    if (run.result.indicative) break;
    bool taken_out = false;
    for (const plan::PlannedOrder& order : run.plan.orders) {
      if (order.side != Side::kBuy) continue;
      const PermissionAnswer answer = may_buy(run, order);
      if (answer.permission == Permission::kStop) return answer.stop;
      taken_out = taken_out || answer.permission == Permission::kTakenOut;
    }
    if (!taken_out) break;
    if (auto again = decide_targets(run)) return again;
  }
  for (const auto& [symbol, reason] : run.plan.reasons) run.result.reasons[symbol] = reason;
  for (const plan::Skipped& skipped : run.plan.skipped)
    if (skipped.bad_quote)
      run.find(skipped.symbol, true, ledger::FindingCode::kQuote,
               fmt::format("{}: {}", skipped.symbol, skipped.reason));
  return std::nullopt;
}

}  // namespace bot::run
