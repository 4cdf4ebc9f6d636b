// The plan and the safety rules over it, again until nothing unsafe is left in it.
#pragma once

#include <variant>

#include "run/trade_facts.hpp"

namespace bot::run {

struct Planned {
  TradeFacts facts;
  plan::PlanInput input;
  plan::Plan plan;
  Exclusions unsafe;  // what the safety rules said no to on the way
};

// A plan that the safety rules had nothing against. A plan is written of nothing else.
class CheckedPlan {
 public:
  [[nodiscard]] const Planned& planned() const { return planned_; }

 private:
  explicit CheckedPlan(Planned planned) : planned_(std::move(planned)) {}
  friend Staged<CheckedPlan> plan_trades(Runtime& runtime, TradeFacts facts, Exclusions unsafe);
  Planned planned_;
};

// `unsafe` grows by what the safety rules say no to, a symbol at least each time the plan is made again, so this ends.
[[nodiscard]] Staged<CheckedPlan> plan_trades(Runtime& runtime, TradeFacts facts, Exclusions unsafe);

// Outside any session there is no quote to hold a plan against: it is made of last closes, shown, and never written.
[[nodiscard]] Planned plan_indicative(Runtime& runtime, TradeFacts facts);

using MadePlan = std::variant<CheckedPlan, Planned>;
[[nodiscard]] const Planned& planned(const MadePlan& made);

// Refused under execution.unmanaged_positions: refuse while something outside the universe is held.
[[nodiscard]] Staged<void> check_outside_positions(const Runtime& runtime, const Account& account);

}  // namespace bot::run
