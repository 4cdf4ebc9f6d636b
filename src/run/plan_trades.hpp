// The plan and the safety rules over it, again until nothing unsafe is left in it.
#pragma once

#include "run/trade_facts.hpp"

namespace bot::run {

struct Planned {
  TradeFacts facts;
  plan::PlanInput input;
  plan::Plan plan;
  Exclusions unsafe;  // what the safety rules said no to on the way
};

// `unsafe` grows by what the safety rules say no to, a symbol at least each time the plan is made again, so this ends.
[[nodiscard]] Staged<Planned> plan_trades(Runtime& runtime, TradeFacts facts, Exclusions unsafe);

// Refused under execution.unmanaged_positions: refuse while something outside the universe is held.
[[nodiscard]] Staged<void> check_outside_positions(const Runtime& runtime, const Account& account);

}  // namespace bot::run
