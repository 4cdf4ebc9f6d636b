// The safety rules. Each runs when planning and again right before each transmission; a file holds a family of them,
// all are pure.
#pragma once

#include <vector>

#include "plan/make_plan.hpp"
#include "safety/approved.hpp"
#include "safety/input.hpp"
#include "safety/refused.hpp"

namespace bot::safety {

struct PlanVerdict {
  std::vector<Refused> refusals{};  // in order of the rules; empty: approved
  std::vector<Refused> warnings{};
  [[nodiscard]] bool approved() const { return refusals.empty(); }
  // Whether every refusal is of one symbol: the caller may plan again without these symbols.
  [[nodiscard]] bool symbols_only() const;
};

// The whole plan, as made from `plan_input`. orders_today and gross_today: before this plan.
[[nodiscard]] PlanVerdict check_plan(const SafetyInput& input, const plan::PlanInput& plan_input,
                                     const plan::Plan& plan);

// One order, right before it is sent. Refused: of the first rule that says no.
[[nodiscard]] OrderVerdict check_order(const SafetyInput& input, const OrderTicket& ticket);

}  // namespace bot::safety
