// R23: a second opinion on a plan, by other code than the one that made it. Recomputes scale and goals from the
// plan's formulas, then constraints, cost, and whether one share more, one share less or one share of one symbol
// against one of another would have been nearer to the goals.
#pragma once

#include <optional>
#include <string>

#include "plan/make_plan.hpp"

namespace bot::safety {

// What is wrong with the plan, with the numbers; none when nothing is.
[[nodiscard]] std::optional<std::string> independent_check(const plan::PlanInput& input, const plan::Plan& plan);

}  // namespace bot::safety
