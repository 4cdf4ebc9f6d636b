#include "fakes/discord_limits.hpp"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace bot::fakes {
namespace {

// Length as Discord's clients count it; -1 when the text is not valid UTF-8 (nlohmann checks that when parsing).
std::size_t utf16_units(const std::string& text) {
  std::size_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) continue;
    units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

class LimitCheck {
 public:
  std::string problem;
  std::size_t total = 0;

  void text(const nlohmann::json& object, const std::string& key, const std::string& path, std::size_t most,
            bool required) {
    if (!object.contains(key) || object[key].is_null()) {
      if (required) refuse(path + ": This field is required");
      return;
    }
    if (!object[key].is_string()) return refuse(path + ": Must be a string.");
    const auto value = object[key].get<std::string>();
    const std::size_t units = utf16_units(value);
    total += units;
    if (units > most) refuse(path + ": Must be " + std::to_string(most) + " or fewer in length.");
    const bool blank =
        std::ranges::all_of(value, [](char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; });
    if (required && blank) refuse(path + ": This field is required");
  }
  void refuse(const std::string& what) {
    if (problem.empty()) problem = what;
  }
};

}  // namespace

std::string discord_refusal(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return "The request body contains invalid JSON.";
  LimitCheck check;
  check.text(json, "content", "content", 2000, false);
  if (!json.contains("allowed_mentions") ||
      json["allowed_mentions"] != nlohmann::json{{"parse", nlohmann::json::array()}})
    check.refuse("allowed_mentions: this catcher wants {parse: []}");
  const auto embeds = json.value("embeds", nlohmann::json::array());
  if (!embeds.is_array()) return "embeds: Must be a list.";
  if (embeds.size() > 10) check.refuse("embeds: Must be 10 or fewer in length.");
  if (embeds.empty() && json.value("content", std::string()).empty()) check.refuse("Cannot send an empty message");
  check.total = 0;
  for (const auto& embed : embeds) {
    check.text(embed, "title", "embeds.title", 256, false);
    check.text(embed, "description", "embeds.description", 4096, false);
    if (embed.contains("footer")) check.text(embed["footer"], "text", "embeds.footer.text", 2048, true);
    if (embed.contains("author")) check.text(embed["author"], "name", "embeds.author.name", 256, true);
    const auto fields = embed.value("fields", nlohmann::json::array());
    if (fields.size() > 25) check.refuse("embeds.fields: Must be 25 or fewer in length.");
    for (const auto& field : fields) {
      check.text(field, "name", "embeds.fields.name", 256, true);
      check.text(field, "value", "embeds.fields.value", 1024, true);
    }
    const auto colour = embed.value("color", 0);
    if (colour < 0 || colour > 0xFFFFFF) check.refuse("embeds.color: out of range");
    if (embed.value("title", std::string()).empty() && embed.value("description", std::string()).empty() &&
        fields.empty())
      check.refuse("embeds: This embed is empty");
  }
  if (check.total > 6000) check.refuse("embeds: Embed size exceeds maximum size of 6000");
  return check.problem;
}

}  // namespace bot::fakes
