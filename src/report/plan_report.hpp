// `bot plan`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "plan/make_plan.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json plan_json(const plan::Plan& plan);
[[nodiscard]] std::string plan_text(const plan::Plan& plan, const TextStyle& style);

}  // namespace bot::report
