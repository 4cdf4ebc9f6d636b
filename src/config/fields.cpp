#include "config/fields.hpp"

#include <algorithm>
#include <cmath>

namespace bot::config::fields {
namespace {

constexpr std::size_t kShownMax = 60;  // of a wrong value, in an error

bool is_plain_text(const std::string& value) {
  if (value.empty() || parse_double(value) || value == "true" || value == "false" || value == "null" || value == "~")
    return false;
  if (value.front() == '-' || value.front() == ' ' || value.back() == ' ') return false;
  return value.find_first_of(":#{}[],&*!|>'\"%@`\n\\") == std::string::npos;
}

}  // namespace

std::string describe(const Range& range) {
  return fmt::format("{} {} and {} {}", range.above_min ? "above" : "at least", range.min,
                     range.below_max ? "below" : "at most", range.max);
}

bool within(double value, const Range& range) {
  if (range.above_min ? value <= range.min : value < range.min) return false;
  return range.below_max ? value < range.max : value <= range.max;
}

std::string what_it_is(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
    case YamlNode::Kind::kScalar:
      return fmt::format("\"{}\"", ellipsis(node.text, kShownMax));
  }
  return "nothing";
}

std::optional<Refusal> read_number(const YamlNode& node, const Range& range, double& value) {
  const auto parsed = node.kind == YamlNode::Kind::kScalar && !node.quoted ? parse_double(node.text) : std::nullopt;
  if (!parsed) return Refusal{fmt::format("must be a number, not {}", what_it_is(node)), "", 0};
  if (!within(*parsed, range)) return Refusal{fmt::format("must be {}, not {}", describe(range), node.text), "", 0};
  value = *parsed == 0 ? 0 : *parsed;  // no negative zero
  return std::nullopt;
}

std::optional<Refusal> read_whole(const YamlNode& node, std::int64_t min, std::int64_t max, std::int64_t& value) {
  const auto parsed = node.kind == YamlNode::Kind::kScalar && !node.quoted ? parse_int(node.text) : std::nullopt;
  if (!parsed) return Refusal{fmt::format("must be a whole number, not {}", what_it_is(node)), "", 0};
  if (*parsed < min || *parsed > max)
    return Refusal{fmt::format("must be at least {} and at most {}, not {}", min, max, *parsed), "", 0};
  value = *parsed;
  return std::nullopt;
}

std::optional<Refusal> read_flag(const YamlNode& node, bool& value) {
  if (node.kind == YamlNode::Kind::kScalar && !node.quoted) {
    const std::string word = lower(node.text);
    if (word == "true" || word == "yes" || word == "on") {
      value = true;
      return std::nullopt;
    }
    if (word == "false" || word == "no" || word == "off") {
      value = false;
      return std::nullopt;
    }
  }
  return Refusal{fmt::format("must be true or false, not {}", what_it_is(node)), "", 0};
}

std::optional<Refusal> read_text(const YamlNode& node, std::string& value) {
  if (node.kind != YamlNode::Kind::kScalar)
    return Refusal{fmt::format("must be a text, not {}", what_it_is(node)),
                   node.kind == YamlNode::Kind::kNull ? "Write \"\" for an empty one" : "", 0};
  if (std::ranges::any_of(node.text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return Refusal{"must not hold control characters", "", 0};
  value = node.text;
  return std::nullopt;
}

std::optional<Refusal> read_money(const YamlNode& node, const Range& range, Money& value) {
  double number = 0;
  if (auto refusal = read_number(node, range, number)) return refusal;
  const auto parsed = Money::parse(node.text);
  if (!parsed) return Refusal{fmt::format("must be an amount in dollars, not {}", what_it_is(node)), "", 0};
  value = *parsed;
  return std::nullopt;
}

std::optional<Refusal> read_account(const YamlNode& node, bool may_be_empty, AccountId& value) {
  std::string account;
  if (auto refusal = read_text(node, account)) return refusal;
  const bool letters_and_digits =
      std::ranges::all_of(account, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
  const bool sane = letters_and_digits && account.size() >= 4 && account.size() <= 20 && account.front() >= 'A';
  if (!(account.empty() && may_be_empty) && !sane)
    return Refusal{fmt::format("must be an IBKR account id such as DU0000001, not {}", what_it_is(node)), "", 0};
  value = AccountId(account);
  return std::nullopt;
}

std::optional<Refusal> read_date(const YamlNode& node, Date& value) {
  const auto parsed = node.kind == YamlNode::Kind::kScalar ? parse_date(node.text) : Result<Date>(fail(Error{}));
  if (!parsed) return Refusal{fmt::format("must be a date such as 2020-03-16, not {}", what_it_is(node)), "", 0};
  if (*parsed < make_date(1990, 1, 1) || *parsed > make_date(2035, 12, 31))
    return Refusal{fmt::format("must lie in 1990 to 2035, not {}", node.text), "", 0};
  value = *parsed;
  return std::nullopt;
}

Shown show_text(const std::string& text) {
  const std::string json = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return {is_plain_text(text) ? text : json, json};
}

Shown show_number(double value) {
  const std::string text = fmt::format("{}", value);
  return {text, text};
}

KeySpec plain(std::string path, Read read, std::function<Shown(const Settings&)> show) {
  KeySpec spec;
  spec.path = std::move(path);
  spec.read = [read = std::move(read)](Settings& settings, const std::string&, const YamlNode& node) {
    return read(settings, node);
  };
  spec.show = std::move(show);
  return spec;
}

Refusal not_one_of(const YamlNode& node, const std::vector<std::string>& words) {
  std::vector<std::string> shown;
  for (const std::string& word : words)
    if (!word.empty()) shown.push_back(word);
  Refusal refusal{fmt::format("must be {}, not {}", fmt::join(shown, ", "), what_it_is(node)), "", 0};
  const std::string near = node.kind == YamlNode::Kind::kScalar ? nearest(node.text, shown) : std::string();
  if (!near.empty()) refusal.fix = fmt::format("Did you mean \"{}\"?", near);
  return refusal;
}

}  // namespace bot::config::fields
