// `config show`: the merged configuration, each value with its origin.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "config/load.hpp"

namespace bot::config {

// Three columns: key, value, origin. What does not fit into `width` columns goes on the lines below; 0: no limit.
[[nodiscard]] std::string show_text(const Loaded& loaded, std::size_t width);
// {"schema": "bot.config/1", "values": {key: {"value": ..., "origin": ...}}, "warnings": [...], "files": [...]}
[[nodiscard]] nlohmann::ordered_json show_json(const Loaded& loaded);

}  // namespace bot::config
