// `bot plan`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ledger/run_result.hpp"
#include "plan/make_plan.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json plan_json(const plan::Plan& plan);
[[nodiscard]] std::string plan_text(const plan::Plan& plan, const TextStyle& style);
// With what the dry run that made it says of itself.
[[nodiscard]] nlohmann::ordered_json plan_json(const plan::Plan& plan, const ledger::RunResult& run);
[[nodiscard]] std::string plan_text(const plan::Plan& plan, const ledger::RunResult& run, const TextStyle& style);

}  // namespace bot::report
