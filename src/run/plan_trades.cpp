#include "run/plan_trades.hpp"

#include "broker/cash.hpp"
#include "ledger/holdings.hpp"
#include "run/halt.hpp"
#include "run/outside.hpp"
#include "run/plan_input.hpp"
#include "run/safety_input.hpp"
#include "run/settled_cash.hpp"
#include "safety/check.hpp"

namespace bot::run {
namespace {

// What a symbol means to this account, from the first time it is met.
Result<void> pin_instruments(Runtime& runtime, const Quotes& quotes) {
  std::vector<ledger::EventBody> pins;
  for (const auto& [symbol, instrument] : quotes.instruments)
    if (is_managed(runtime, symbol) && !runtime.state().pins.contains(symbol))
      pins.push_back(ledger::make_pin(symbol, instrument));
  return runtime.record_all(std::move(pins));
}

// The symbols refused one by one; whether any of them is new.
bool exclude(Exclusions& unsafe, const std::vector<safety::Refused>& refusals) {
  bool is_new = false;
  for (const safety::Refused& refusal : refusals)
    is_new = unsafe.emplace(*refusal.symbol, refusal.text()).second || is_new;
  return is_new;
}

Stop refuse_plan(Runtime& runtime, const std::vector<safety::Refused>& refusals) {
  for (const safety::Refused& refusal : refusals)
    if (const auto reason = halt_reason(refusal.rule); reason && !runtime.is_dry())
      return halt(runtime, *reason, refusal.sentence, Ending::kHaltedByRule);
  return stop(Ending::kRefused, refusals.front().text() + "; no order was sent");
}

Staged<void> refresh_facts(Runtime& runtime, TradeFacts& facts) {
  BOT_STAGE(facts.quotes, refresh_quotes(runtime, facts.quotes, held_or_wanted(runtime, facts)));
  BOT_STAGE_VOID(pin_instruments(runtime, facts.quotes));
  return {};
}

Planned plan_once(Runtime& runtime, TradeFacts facts, Exclusions unsafe) {
  const AccountValues& values = facts.account.snapshot.values;
  const Outside outside = value_outside(runtime, facts);
  warn_of_outside(runtime, outside);
  note_settled_cash(runtime, values);
  facts.managed_equity = managed_equity(runtime, *broker::net_liquidation(values), outside);
  facts.excluded.insert(unsafe.begin(), unsafe.end());
  facts.bad_quotes = {};
  plan::PlanInput input = plan_input(runtime, facts);
  plan::Plan plan = plan::make_plan(input);
  for (const plan::Skipped& skipped : plan.skipped)
    if (skipped.bad_quote) facts.bad_quotes.emplace(skipped.symbol, skipped.reason);
  return {.facts = std::move(facts), .input = std::move(input), .plan = std::move(plan), .unsafe = std::move(unsafe)};
}

}  // namespace

Staged<void> check_outside_positions(const Runtime& runtime, const Account& account) {
  if (const auto refusal = ledger::outside_refusal(account.outside, runtime.options.unmanaged_positions))
    return stopped(Ending::kRefused, refusal->text());
  return {};
}

const Planned& planned(const MadePlan& made) {
  const auto* checked = std::get_if<CheckedPlan>(&made);
  return checked != nullptr ? checked->planned() : std::get<Planned>(made);
}

Planned plan_indicative(Runtime& runtime, TradeFacts facts) { return plan_once(runtime, std::move(facts), {}); }

Staged<CheckedPlan> plan_trades(Runtime& runtime, TradeFacts facts, Exclusions unsafe) {
  for (;;) {
    BOT_STAGE_VOID(refresh_facts(runtime, facts));
    Planned planned = plan_once(runtime, facts, unsafe);
    const safety::PlanVerdict verdict =
        safety::check_plan(safety_input(runtime, planned.facts), planned.input, planned.plan);
    for (const safety::Refused& warning : verdict.warnings)
      runtime.warn(warning.symbol, warning.rule, warning.sentence);
    if (verdict.approved()) return CheckedPlan(std::move(planned));
    for (const safety::Refused& refusal : verdict.refusals)
      runtime.error(refusal.symbol, refusal.rule, refusal.sentence);
    if (!verdict.symbols_only() || !exclude(unsafe, verdict.refusals))
      return stopped(refuse_plan(runtime, verdict.refusals));
  }
}

}  // namespace bot::run
