// What the account, the ledger and the quotes say, as the planner takes it.
#pragma once

#include "plan/make_plan.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

// The account must give NetLiquidation.
[[nodiscard]] plan::PlanInput plan_input(const Runtime& runtime, const TradeFacts& facts);

}  // namespace bot::run
