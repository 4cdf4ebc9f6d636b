#include "run/plan_session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "run/cash_up_front.hpp"
#include "run/off_target.hpp"
#include "run/permission.hpp"

namespace bot::run {
namespace {

TradeFacts gather_facts(const Opened& opened, const Market& market, const Decided& decided,
                        const Permissions& permissions) {
  Exclusions excluded = permissions.refused;
  excluded.insert(permissions.unproven.begin(), permissions.unproven.end());
  for (const Symbol& symbol : decided.decision.excluded) {
    const auto why = decided.decision.reasons.find(symbol);
    excluded.emplace(symbol, why == decided.decision.reasons.end() ? "its data failed" : why->second);
  }
  return {.account = opened.account,
          .series = summarize(market.series),
          .quotes = market.quotes,
          .targets = decided.targets,
          .excluded = std::move(excluded),
          .clock_skew = opened.connected.clock_skew,
          .probed = opened.connected.probed};
}

bool wants_nothing(const Decided& decided, const Exclusions& refused) {
  return std::ranges::none_of(decided.targets,
                              [&](const auto& target) { return target.second > 0 && !refused.contains(target.first); });
}

// Nobody says what it is or costs: an older quote that the plan could use does.
bool is_unanswered(const TradeFacts& facts, const Symbol& symbol) {
  const bool has_usable_quote =
      facts.quotes.quotes.contains(symbol) && !facts.bad_quotes.contains(symbol) && !facts.excluded.contains(symbol);
  return facts.quotes.missing.contains(symbol) && !has_usable_quote;
}

// Nothing is sold for a buy that may not be made: where no buy is left because nobody answered what it is, what it
// costs or whether the account may make it, the sells that were to pay for it are not sent either.
std::optional<Stop> stop_of_sells_alone(const Runtime& runtime, const Planned& planned, const Market& market,
                                        const Permissions& permissions) {
  const bool is_for_sells = std::ranges::all_of(
      planned.plan.orders, [](const plan::PlannedOrder& order) { return order.side == Side::kSell; });
  if (planned.plan.orders.empty() || !is_for_sells) return std::nullopt;
  if (!permissions.unproven.empty())
    return stop(Ending::kOffTarget, permissions.unproven.begin()->second + "; nothing was sold for it");
  std::vector<OffTarget> wanted = find_off_target(runtime, planned.facts, planned.facts.account.positions);
  std::erase_if(wanted, [&](const OffTarget& off) {
    const bool is_open = market.unanswered.contains(off.symbol) || is_unanswered(planned.facts, off.symbol);
    return !is_open || off.weight >= off.target.value_or(0);
  });
  if (wanted.empty()) return std::nullopt;
  return stop(Ending::kOffTarget, describe(wanted) + "; nothing was sold for it");
}

void warn_of_bad_quotes(Runtime& runtime, const plan::Plan& plan) {
  for (const plan::Skipped& skipped : plan.skipped)
    if (skipped.bad_quote) runtime.error(skipped.symbol, ledger::FindingCode::kQuote, skipped.reason);
}

// A plan, and what was learnt of permissions; where one was not granted, nothing of the plan is carried out.
struct Attempt {
  MadePlan made;
  AskedPermissions asked;
};

Staged<Attempt> attempt_plan(Runtime& runtime, TradeFacts facts, Permissions permissions, Exclusions unsafe) {
  // A what-if travels as an order does, and no order frame leaves from a dry run.
  if (runtime.is_dry()) {
    AskedPermissions none{.permissions = std::move(permissions)};
    if (runtime.timing.indicative())
      return Attempt{.made = plan_indicative(runtime, std::move(facts)), .asked = std::move(none)};
    BOT_STAGE(CheckedPlan unasked, plan_trades(runtime, std::move(facts), std::move(unsafe)));
    return Attempt{.made = std::move(unasked), .asked = std::move(none)};
  }
  BOT_STAGE(FractionProof proof, prove_fractions(runtime, facts, std::move(permissions)));
  facts.fractional = proof.are_proven;
  BOT_STAGE(CheckedPlan checked, plan_trades(runtime, std::move(facts), std::move(unsafe)));
  BOT_STAGE(AskedPermissions asked,
            ask_permissions(runtime, checked.planned().facts, checked.planned().plan, std::move(proof.permissions)));
  return Attempt{.made = std::move(checked), .asked = std::move(asked)};
}

Staged<void> begin_planning(Runtime& runtime, const Account& account) {
  BOT_STAGE_VOID(runtime.step("plan"));
  BOT_STAGE_VOID(note_cash_up_front(runtime));
  BOT_STAGE_VOID(check_outside_positions(runtime, account));
  return {};
}

}  // namespace

SessionPlan plan_session(Runtime& runtime, const Opened& opened, Market market, const Basis& basis, Decided decided) {
  Exclusions unsafe;
  Permissions permissions;
  const auto ends = [&](Stop why, std::optional<plan::Plan> plan = std::nullopt) {
    return SessionPlan{.decided = std::move(decided),
                       .plan = NotCarriedOut{.why = std::move(why), .plan = std::move(plan)}};
  };
  if (auto begun = begin_planning(runtime, opened.account); !begun) return ends(begun.error());
  if (!runtime.timing.indicative()) {
    auto quotes = with_both_sides(runtime, std::move(market.quotes),
                                  held_or_wanted(runtime, gather_facts(opened, market, decided, permissions)));
    if (!quotes) return ends(stop(quotes.error()));
    market.quotes = *std::move(quotes);
  }
  // Each turn leaves out what may not be bought, so this ends; nothing is sold for a buy that may not be made.
  for (;;) {
    auto attempt = attempt_plan(runtime, gather_facts(opened, market, decided, permissions), permissions, unsafe);
    if (!attempt) return ends(attempt.error());
    const Planned& made = planned(attempt->made);
    const std::size_t refused_before = permissions.refused.size();
    permissions = std::move(attempt->asked.permissions);
    if (!attempt->asked.must_plan_again) {
      warn_of_bad_quotes(runtime, made.plan);
      if (runtime.ports.loop.interrupted()) return ends(stop(Ending::kInterruptedUnsent), made.plan);
      if (auto alone = stop_of_sells_alone(runtime, made, market, permissions))
        return ends(std::move(*alone), made.plan);
      return {.decided = std::move(decided), .plan = std::move(attempt->made)};
    }
    unsafe = made.unsafe;
    market.quotes = made.facts.quotes;
    // Who only got no answer keeps its target: nothing else would be decided.
    if (permissions.refused.size() == refused_before) continue;
    auto again = decide_targets(runtime, market, permissions.refused, basis);
    if (!again) return ends(again.error());
    decided = std::move(*again);
    if (wants_nothing(decided, permissions.refused))
      return ends(stop(Ending::kOffTarget, "this account may buy none of what was decided for (" +
                                               permissions.refused.begin()->second + "); nothing was sent"));
  }
}

}  // namespace bot::run
