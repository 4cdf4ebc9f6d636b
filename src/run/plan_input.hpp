// What the account, the ledger and the quotes say, as the planner takes it.
#pragma once

#include "plan/make_plan.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

// `facts` with their managed equity, which the safety rules are given beside it.
[[nodiscard]] plan::PlanInput plan_input(const Runtime& runtime, const TradeFacts& facts);

}  // namespace bot::run
