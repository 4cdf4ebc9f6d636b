// `bot weights` and `bot explain`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "report/table.hpp"

namespace bot::decide {
struct Decision;
}

namespace bot::report {

[[nodiscard]] nlohmann::ordered_json weights_json(const decide::Decision& decision);
[[nodiscard]] std::string weights_text(const decide::Decision& decision, const TextStyle& style);

}  // namespace bot::report
