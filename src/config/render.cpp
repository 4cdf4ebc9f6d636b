#include "config/render.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/display.hpp"
#include "base/text.hpp"

namespace bot::config {

std::string show_text(const Loaded& loaded, std::size_t width) {
  constexpr std::size_t kIndent = 4;
  std::size_t key_width = 0;
  std::size_t value_width = 0;
  for (const Entry& entry : loaded.entries) {
    key_width = std::max(key_width, entry.key.size());
    value_width = std::max(value_width, std::min<std::size_t>(entry.text.size(), 32));
  }
  std::string out;
  bool left_out = false;
  for (const Entry& entry : loaded.entries) {
    const std::string line =
        fmt::format("{:<{}}  {:<{}}  {}", entry.key, key_width, entry.text, value_width, to_text(entry.origin));
    if (width == 0 || display_width(line) <= width) {
      out += line + '\n';
      continue;
    }
    // Nothing is cut: what does not fit beside goes below.
    const std::string head =
        entry.text.empty() ? entry.key : fmt::format("{:<{}}  {}", entry.key, key_width, entry.text);
    const auto below = [&](const std::string& text) {
      for (const std::string& part : wrapped(text, width > 2 * kIndent ? width - kIndent : width))
        out += std::string(kIndent, ' ') + part + '\n';
    };
    if (display_width(head) <= width) {
      out += head + '\n';
    } else {
      out += entry.key + '\n';
      below(entry.text);
    }
    // Where nearly all are the same one, a line each would bury the others.
    if (entry.origin.kind == OriginKind::kBuiltIn)
      left_out = true;
    else
      below(to_text(entry.origin));
  }
  if (left_out) out += fmt::format("without an origin: {}\n", to_text(Origin{.kind = OriginKind::kBuiltIn}));
  return out;
}

nlohmann::ordered_json show_json(const Loaded& loaded) {
  nlohmann::ordered_json values = nlohmann::ordered_json::object();
  for (const Entry& entry : loaded.entries)
    values[entry.key] = {{"value", nlohmann::ordered_json::parse(entry.json)}, {"origin", to_text(entry.origin)}};
  nlohmann::ordered_json warnings = nlohmann::ordered_json::array();
  for (const Warning& warning : loaded.warnings)
    warnings.push_back(
        {{"message", warning.error.message()}, {"where", warning.error.where}, {"fix", warning.error.fix}});
  return {{"schema", "bot.config/1"}, {"values", values}, {"warnings", warnings}, {"files", loaded.files}};
}

}  // namespace bot::config
