// `bot trade` for machines and for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "ledger/run_result.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json trade_json(const ledger::RunResult& result);
// What is not ours to manage, in a line each.
[[nodiscard]] nlohmann::ordered_json outside_json(const std::vector<ledger::OutsideLine>& lines);
[[nodiscard]] std::string outside_text(const ledger::OutsideLine& line);
[[nodiscard]] std::string trade_text(const ledger::RunResult& result, const TextStyle& style);

}  // namespace bot::report
