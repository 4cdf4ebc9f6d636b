// `bot fetch`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "data/refresh.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json fetch_json(const std::vector<data::RefreshedSymbol>& symbols);
[[nodiscard]] std::string fetch_text(const std::vector<data::RefreshedSymbol>& symbols, const TextStyle& style);
// 0, or the highest of those that failed.
[[nodiscard]] int fetch_exit_code(const std::vector<data::RefreshedSymbol>& symbols);

}  // namespace bot::report
