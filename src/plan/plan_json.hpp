// What a plan comes to, as every document that shows one has it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "plan/make_plan.hpp"

namespace bot::plan {

// Adds the keys from shares_after to skipped.
void add_plan(nlohmann::ordered_json& document, const Plan& plan);

}  // namespace bot::plan
