#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "base/check.hpp"
#include "base/redact.hpp"
#include "fuzz/targets.hpp"
#include "ledger/codec.hpp"
#include "notify/alert_json.hpp"
#include "notify/discord_message.hpp"
#include "notify/message_text.hpp"

namespace bot::fuzz {
namespace {

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

// Lengths as Discord documents them, counted in UTF-16 units.
void expect_length(const nlohmann::json& value, const char* field, std::size_t most) {
  if (!value.contains(field)) return;
  const std::string text = value[field].get<std::string>();
  BOT_CHECK(notify::utf16_length(text) <= most, "{} is longer than Discord takes", field);
}

}  // namespace

void ledger_event(std::string_view bytes) {
  const std::string_view kind = take_line(bytes);
  const auto body = ledger::decode(kind, bytes);
  if (!body) return;
  const std::string text = ledger::encode(*body);
  const auto back = ledger::decode(ledger::kind_of(*body), text);
  BOT_CHECK(back.has_value(), "an event we wrote cannot be read");
  BOT_CHECK(ledger::encode(*back) == text, "an event changes when it is read again");
}

// Lines of the input are the alert's texts; a whole alert as JSON is read as one.
void discord_message(std::string_view bytes) {
  ports::Alert alert;
  if (const auto stored = notify::alert_from_text(bytes)) {
    alert = *stored;
    BOT_CHECK(notify::alert_from_text(notify::alert_to_text(alert)).has_value(), "an alert we stored cannot be read");
  } else {
    alert.kind = static_cast<ports::AlertKind>(bytes.size() % 12);
    alert.simulated = bytes.size() % 2 == 0;
    alert.title = take_line(bytes);
    alert.text = take_line(bytes);
    alert.not_done = take_line(bytes);
    alert.to_do = take_line(bytes);
    while (!bytes.empty() && alert.facts.size() < 40) {
      const std::string label(take_line(bytes));
      alert.facts.emplace_back(label, take_line(bytes));
      alert.causes.push_back(label);
    }
  }
  (void)redact(alert.text);
  const auto body = nlohmann::json::parse(notify::discord_body(alert));
  expect_length(body, "content", 2000);
  std::size_t total = 0;
  for (const auto& embed : body.value("embeds", nlohmann::json::array())) {
    expect_length(embed, "title", 256);
    expect_length(embed, "description", 4096);
    total += notify::utf16_length(embed.value("title", "")) + notify::utf16_length(embed.value("description", ""));
    const auto fields = embed.value("fields", nlohmann::json::array());
    BOT_CHECK(fields.size() <= 25, "{} fields", fields.size());
    for (const auto& field : fields) {
      expect_length(field, "name", 256);
      expect_length(field, "value", 1024);
      BOT_CHECK(!field.at("name").get<std::string>().empty() && !field.at("value").get<std::string>().empty(),
                "an empty field");
      total += notify::utf16_length(field.at("name").get<std::string>()) +
               notify::utf16_length(field.at("value").get<std::string>());
    }
    if (embed.contains("footer")) total += notify::utf16_length(embed["footer"].value("text", ""));
  }
  BOT_CHECK(total <= 6000, "{} units in all embeds", total);
  BOT_CHECK(body.at("allowed_mentions").at("parse").empty(), "somebody is pinged");
}

}  // namespace bot::fuzz
