// `bot validate`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "data/finding.hpp"
#include "report/table.hpp"

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json validation_json(Date asof, const std::vector<data::SymbolReport>& reports);
[[nodiscard]] std::string validation_text(Date asof, const std::vector<data::SymbolReport>& reports,
                                          const TextStyle& style);

}  // namespace bot::report
