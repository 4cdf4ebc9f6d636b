// `bot trade` for machines and for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "report/table.hpp"
#include "trade/run_result.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json trade_json(const trade::RunResult& result);
[[nodiscard]] std::string trade_text(const trade::RunResult& result, const TextStyle& style);

}  // namespace bot::report
