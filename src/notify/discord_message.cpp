#include "notify/discord_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/money_text.hpp"
#include "calendar/new_york.hpp"
#include "notify/message_text.hpp"

namespace bot::notify {
namespace {

using ports::Alert;
using ports::AlertKind;

// discord.com/developers/docs/resources/message, embed limits.
constexpr std::size_t kMaxTitle = 256;
constexpr std::size_t kMaxDescription = 4096;
constexpr std::size_t kMaxFields = 25;
constexpr std::size_t kMaxFieldName = 256;
constexpr std::size_t kMaxFieldValue = 1024;
constexpr std::size_t kMaxFooter = 512;  // of 2048; more would only take room from the facts
constexpr std::size_t kMaxTotal = 6000;
constexpr std::size_t kDescriptionBesideFields = 2000;
constexpr std::size_t kListFields = 8;  // kept free for fills and positions
constexpr std::size_t kListRoom = 3000;
constexpr std::size_t kShortFact = 40;  // longer ones have a field of their own

int choose_colour(AlertKind kind) {
  switch (kind) {
    case AlertKind::kSuccess:
      return 0x2ECC71;
    case AlertKind::kFailure:
      return 0xE74C3C;
    case AlertKind::kDataQuality:
      return 0xF1C40F;
    case AlertKind::kStartUp:
      return 0x3498DB;
    case AlertKind::kSkipped:
      return 0x95A5A6;
    case AlertKind::kDeferred:
      return 0xE67E22;
    case AlertKind::kMissedRun:
      return 0xC0392B;
    case AlertKind::kHalted:
      return 0x992D22;
    case AlertKind::kResumed:
      return 0x1ABC9C;
    case AlertKind::kCashMovement:
      return 0x9B59B6;
    case AlertKind::kDailySummary:
      return 0x206694;
    case AlertKind::kTest:
      return 0x5865F2;
    case AlertKind::kNotReady:
      return 0xE67E22;
    case AlertKind::kArming:
      return 0xF39C12;
  }
  BOT_CHECK(false);
}

std::string kind_title(AlertKind kind) {
  std::string words(name(kind));
  std::ranges::replace(words, '_', ' ');
  return words;
}

std::string late_text(Duration late) {
  const auto minutes = std::max<std::int64_t>(1, std::chrono::duration_cast<std::chrono::minutes>(late).count());
  if (minutes < 120) return fmt::format("LATE by {} min", minutes);
  if (minutes < std::int64_t{48} * 60) return fmt::format("LATE by {} h", minutes / 60);
  return fmt::format("LATE by {} days", minutes / (std::int64_t{24} * 60));
}

std::string eastern(UtcTime at) {
  const UtcTime sane = std::clamp(at, UtcTime(std::chrono::sys_days(std::chrono::year(1970) / 1 / 1)),
                                  UtcTime(std::chrono::sys_days(std::chrono::year(2200) / 1 / 1)));
  return calendar::new_york_text(sane);
}

std::string amount(Price price) {
  const std::string text = price.str();
  const auto point = text.find('.');
  if (point == std::string::npos) return text + ".00";
  return point + 2 == text.size() ? text + "0" : text;
}

std::string fill_line(const ports::AlertFill& fill) {
  const std::string slippage =
      std::isfinite(fill.slippage_bps) ? fmt::format("{:+.1f} bps", fill.slippage_bps + 0.0) : std::string("n/a");
  return fmt::format("{} {} {} @ ${} (slippage {}, fee {})", name(fill.side), fill.quantity, fill.symbol,
                     amount(fill.price), slippage, fill.commission ? money_text(*fill.commission) : "not reported");
}

std::string position_line(const ports::AlertPosition& position) {
  const std::string weight = position.weight && std::isfinite(*position.weight)
                                 ? fmt::format("{:.1f} %", *position.weight * 100)
                                 : std::string("n/a");
  const std::string price = position.price ? "$" + amount(*position.price) : std::string("no known price");
  return fmt::format("{} {}: {} @ {}", position.symbol, weight, position.quantity, price);
}

// Adds what fits, in the order of importance it is called in; fields are sorted into reading order at the end.
class EmbedWriter {
 public:
  explicit EmbedWriter(std::size_t budget) : budget_(budget) {}

  [[nodiscard]] std::size_t left() const { return budget_; }
  std::string take(std::string_view text, std::size_t length_max, Markdown markdown = Markdown::kEscape) {
    std::string cut = message_text(text, std::min(length_max, budget_), markdown);
    budget_ -= utf16_length(cut);
    return cut;
  }

  // False when there was no room for it.
  bool field(int position, std::string_view label, std::string_view text) {
    const std::string shown_label = is_blank(label) ? "\xE2\x80\x93" : message_text(label, kMaxFieldName);
    const std::size_t label_length = utf16_length(shown_label);
    if (fields_.size() >= kMaxFields || budget_ < label_length + 16) return false;
    budget_ -= label_length;
    const std::string value = is_blank(text) ? "\xE2\x80\x93" : message_text(text, std::min(kMaxFieldValue, budget_));
    budget_ -= utf16_length(value);
    fields_.push_back({position, shown_label, value});
    return true;
  }

  // A line each, in as many fields as they need up to `room`; what does not fit is counted.
  void lines(int position, const std::string& label, const std::vector<std::string>& all, std::size_t room) {
    constexpr std::size_t kMoreRoom = 24;  // "… and 123456 more"
    std::size_t shown = 0;
    room = std::min(room, budget_);
    while (shown < all.size() && fields_.size() < kMaxFields) {
      const std::size_t fits = std::min(kMaxFieldValue, room - std::min(room, label.size()));
      if (fits < 2 * kMoreRoom) break;
      std::string value;
      std::size_t used = 0;
      for (; shown < all.size(); ++shown) {
        const std::string line = message_text(all[shown], 200);
        const std::size_t length = utf16_length(line) + (value.empty() ? 0 : 1);
        if (used + length + kMoreRoom > fits) break;
        value += (value.empty() ? "" : "\n") + line;
        used += length;
      }
      const std::size_t room_after = room - std::min(room, used + label.size());
      const bool last =
          shown == all.size() || used == 0 || room_after < kMaxFieldValue / 2 || fields_.size() + 1 == kMaxFields;
      if (last && shown < all.size())
        value += fmt::format("{}\xE2\x80\xA6 and {} more", value.empty() ? "" : "\n", all.size() - shown);
      if (is_blank(value)) value = "\xE2\x80\x93";
      budget_ -= label.size() + utf16_length(value);
      fields_.push_back({position, label, value});
      if (last) return;
      room = room_after;
    }
  }

  [[nodiscard]] nlohmann::ordered_json json() {
    std::ranges::stable_sort(fields_, {}, &Field::position);
    auto all = nlohmann::ordered_json::array();
    for (const Field& field : fields_) all.push_back({{"name", field.name}, {"value", field.value}, {"inline", false}});
    return all;
  }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }

 private:
  struct Field {
    int position;
    std::string name;
    std::string value;
  };
  std::size_t budget_;
  std::vector<Field> fields_;
};

template <class T, class Line>
std::vector<std::string> describe_lines(const std::vector<T>& items, Line line) {
  std::vector<std::string> all;
  all.reserve(items.size());
  for (const T& item : items) all.push_back(line(item));
  return all;
}

// Short facts are lines of one field: a phone shows fields below each other, and a dozen of them would be a page.
void add_facts(EmbedWriter& writer, const Alert& alert, int position, std::size_t slots, std::size_t floor) {
  std::vector<std::string> lines;
  std::size_t added = 0;
  for (const auto& [label, value] : alert.facts)
    if (utf16_length(value) <= kShortFact && utf16_length(label) <= kShortFact)
      lines.push_back(is_blank(label) ? value : fmt::format("{}: {}", label, is_blank(value) ? "\xE2\x80\x93" : value));
  if (!lines.empty() && slots > 0) {
    writer.lines(position, "Facts", lines, std::min<std::size_t>(1500, writer.left() - std::min(writer.left(), floor)));
    added += lines.size();
  }
  std::size_t fields = 1;
  for (const auto& [label, value] : alert.facts) {
    if (utf16_length(value) <= kShortFact && utf16_length(label) <= kShortFact) continue;
    const bool last_slot = fields + 1 == slots && added + 1 < alert.facts.size();
    if (last_slot || fields >= slots || writer.left() < floor) break;
    if (!writer.field(position, label, value)) break;
    ++added;
    ++fields;
  }
  if (added < alert.facts.size() && fields < slots)
    writer.field(position, "More", fmt::format("{} further facts did not fit", alert.facts.size() - added));
}

std::string_view choose_sign(const Alert& alert) {
  switch (alert.kind) {
    case AlertKind::kSuccess:
      return "\xE2\x9C\x85";  // ✅
    case AlertKind::kFailure:
      return "\xE2\x9D\x8C";  // ❌
    case AlertKind::kDataQuality:
      return "\xF0\x9F\xA9\xB9";  // 🩹
    case AlertKind::kStartUp:
      return "\xF0\x9F\x9A\x80";  // 🚀
    case AlertKind::kSkipped:
      return "\xE2\x8F\xAD\xEF\xB8\x8F";  // ⏭️
    case AlertKind::kDeferred:
      return "\xE2\x8F\xB3";  // ⏳
    case AlertKind::kMissedRun:
      return "\xF0\x9F\x9A\xA8";  // 🚨
    case AlertKind::kHalted:
      return "\xF0\x9F\x9B\x91";  // 🛑
    case AlertKind::kResumed:
      return "\xE2\x96\xB6\xEF\xB8\x8F";  // ▶️
    case AlertKind::kCashMovement:
      return "\xF0\x9F\x92\xB5";  // 💵
    case AlertKind::kDailySummary:
      return "\xF0\x9F\x93\x8A";  // 📊
    case AlertKind::kTest:
      return "\xF0\x9F\x94\x94";  // 🔔
    case AlertKind::kNotReady:
      return "\xE2\x9A\xA0\xEF\xB8\x8F";  // ⚠️
    case AlertKind::kArming:
      return "\xF0\x9F\x94\x91";  // 🔑
  }
  BOT_CHECK(false);
}

}  // namespace

std::string discord_body(const Alert& alert, const MessageContext& context) {
  EmbedWriter writer(kMaxTotal);
  std::string title = is_blank(alert.title) ? kind_title(alert.kind) : alert.title;
  if (alert.simulated) title = "SIMULATED \xC2\xB7 " + title;
  if (context.late_by) title = late_text(*context.late_by) + " \xC2\xB7 " + title;
  title = fmt::format("{} {}", choose_sign(alert), title);
  std::string footer = fmt::format("{} \xC2\xB7 {}", eastern(alert.at), kind_title(alert.kind));
  if (!is_blank(alert.run_id)) footer += " \xC2\xB7 run " + alert.run_id;
  footer += " \xC2\xB7 bot " BOT_VERSION;

  nlohmann::ordered_json embed;
  embed["title"] = writer.take(title, kMaxTitle);
  const std::string shown_footer = writer.take(footer, kMaxFooter, Markdown::kKeep);
  if (!is_blank(alert.to_do)) writer.field(0, "What to do", alert.to_do);
  if (!is_blank(alert.not_done)) writer.field(2, "What was not done", alert.not_done);
  if (!is_blank(alert.account_state)) writer.field(3, "The account", alert.account_state);
  const bool alone = alert.facts.empty() && alert.fills.empty() && alert.positions.empty() && alert.causes.empty() &&
                     alert.stack.empty();
  const std::string description = writer.take(alert.text, alone ? kMaxDescription : kDescriptionBesideFields);
  if (!description.empty()) embed["description"] = description;
  embed["color"] = choose_colour(alert.kind);
  writer.lines(1, "Because", alert.causes, 1000);
  writer.lines(7, "Stack", alert.stack, 1500);
  const bool has_lists = !alert.fills.empty() || !alert.positions.empty();
  const std::size_t slots = kMaxFields - writer.size() - (has_lists ? kListFields : 0);
  add_facts(writer, alert, 4, slots, has_lists ? std::min(kListRoom, writer.left() / 2) : 100);
  writer.lines(5, "Fills", describe_lines(alert.fills, fill_line),
               alert.positions.empty() ? kMaxTotal : writer.left() * 3 / 5);
  writer.lines(6, "Positions", describe_lines(alert.positions, position_line), kMaxTotal);
  embed["fields"] = writer.json();
  embed["footer"] = {{"text", shown_footer}};

  nlohmann::ordered_json body;
  body["embeds"] = nlohmann::ordered_json::array({embed});
  body["allowed_mentions"] = {{"parse", nlohmann::ordered_json::array()}};
  return body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace bot::notify
