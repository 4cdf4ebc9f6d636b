// The buy phase: the sells are proven and the account was read again; the minimisation is repeated for the buys with
// the new budget and quotes. No buy grows beyond its written intent, no price beyond kPriceBoundBps above the planned
// mid.
#pragma once

#include <map>

#include "plan/make_plan.hpp"

namespace bot::plan {

inline constexpr double kPriceBoundBps = 50;

struct BuyIntent {
  Quantity shares{};  // the most
  Price planned_mid{};
};

// `input`: positions after the sells, new quotes, the same targets, and the funds as funds_after_sells gives them
// (unsettled_proceeds includes today's proven sells). The plan holds buys of `intents` only; an intent that gets none
// is in `skipped` with its reason. scale, goals and distance are over the intents' symbols.
[[nodiscard]] Plan replan_buys(const PlanInput& input, const std::map<Symbol, BuyIntent>& intents);

}  // namespace bot::plan
