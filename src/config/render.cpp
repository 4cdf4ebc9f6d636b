#include "config/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace bot::config {

std::string show_text(const Loaded& loaded, std::size_t width) {
  std::size_t key_width = 0;
  std::size_t value_width = 0;
  for (const Entry& entry : loaded.entries) {
    key_width = std::max(key_width, entry.key.size());
    value_width = std::max(value_width, std::min<std::size_t>(entry.text.size(), 32));
  }
  std::string out;
  for (const Entry& entry : loaded.entries) {
    const std::string line =
        fmt::format("{:<{}}  {:<{}}  {}", entry.key, key_width, entry.text, value_width, entry.origin);
    out += width == 0 ? line : ellipsis(line, width);
    out += '\n';
  }
  return out;
}

nlohmann::ordered_json show_json(const Loaded& loaded) {
  nlohmann::ordered_json values = nlohmann::ordered_json::object();
  for (const Entry& entry : loaded.entries)
    values[entry.key] = {{"value", nlohmann::ordered_json::parse(entry.json)}, {"origin", entry.origin}};
  nlohmann::ordered_json warnings = nlohmann::ordered_json::array();
  for (const Error& warning : loaded.warnings)
    warnings.push_back({{"message", warning.message()}, {"where", warning.where}, {"fix", warning.fix}});
  return {{"schema", "bot.config/1"}, {"values", values}, {"warnings", warnings}, {"files", loaded.files}};
}

}  // namespace bot::config
