#include "config/kinds.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/text.hpp"
#include "broker/paper_or_live.hpp"
#include "calendar/calendar.hpp"
#include "config/schema.hpp"

namespace bot::config {
namespace {

constexpr std::size_t kMaxShown = 60;  // of a wrong value, in an error

bool is_plain_text(const std::string& value) {
  if (value.empty() || parse_double(value) || value == "true" || value == "false" || value == "null" || value == "~")
    return false;
  if (value.front() == '-' || value.front() == ' ' || value.back() == ' ') return false;
  return value.find_first_of(":#{}[],&*!|>'\"%@`\n\\") == std::string::npos;
}

std::string describe(const Range& range) {
  return fmt::format("{} {} and {} {}", range.above_min ? "above" : "at least", range.min,
                     range.below_max ? "below" : "at most", range.max);
}

bool within(double value, const Range& range) {
  if (range.above_min ? value <= range.min : value < range.min) return false;
  return range.below_max ? value < range.max : value <= range.max;
}

std::string clock_text(Duration since_midnight) {
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(since_midnight).count();
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

Shown plain(const std::string& text) { return {text, text}; }

}  // namespace

std::string what_it_is(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
    case YamlNode::Kind::kScalar:
      return fmt::format("\"{}\"", ellipsis(node.text, kMaxShown));
  }
  BOT_CHECK(false);
}

std::optional<Refusal> Number::read(const YamlNode& node, double& value) const {
  const auto parsed = node.kind == YamlNode::Kind::kScalar && !node.quoted ? parse_double(node.text) : std::nullopt;
  if (!parsed) return Refusal{fmt::format("must be a number, not {}", what_it_is(node)), "", 0};
  if (!within(*parsed, range)) return Refusal{fmt::format("must be {}, not {}", describe(range), node.text), "", 0};
  value = *parsed == 0 ? 0 : *parsed;  // no negative zero
  return std::nullopt;
}

Shown Number::show(double value) const { return plain(fmt::format("{}", value)); }

std::optional<Refusal> Whole::read(const YamlNode& node, std::int64_t& value) const {
  const auto parsed = node.kind == YamlNode::Kind::kScalar && !node.quoted ? parse_int(node.text) : std::nullopt;
  if (!parsed) return Refusal{fmt::format("must be a whole number, not {}", what_it_is(node)), "", 0};
  if (*parsed < min || *parsed > max)
    return Refusal{fmt::format("must be at least {} and at most {}, not {}", min, max, *parsed), "", 0};
  value = *parsed;
  return std::nullopt;
}

Shown Whole::show(std::int64_t value) const { return plain(fmt::format("{}", value)); }

std::optional<Refusal> YesNo::read(const YamlNode& node, bool& value) const {
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

Shown YesNo::show(bool value) const { return plain(value ? "true" : "false"); }

std::optional<Refusal> Text::read(const YamlNode& node, std::string& value) const {
  if (node.kind != YamlNode::Kind::kScalar)
    return Refusal{fmt::format("must be a text, not {}", what_it_is(node)),
                   node.kind == YamlNode::Kind::kNull ? "Write \"\" for an empty one" : "", 0};
  if (std::ranges::any_of(node.text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return Refusal{"must not hold control characters", "", 0};
  if (check != nullptr)
    if (auto refusal = check(node.text)) return refusal;
  value = node.text;
  return std::nullopt;
}

std::optional<Refusal> Seconds::read(const YamlNode& node, Duration& value) const {
  double seconds = 0;
  if (auto refusal = Number{range}.read(node, seconds)) return refusal;
  value = Duration{static_cast<std::int64_t>(std::llround(seconds * 1000))};
  return std::nullopt;
}

Shown Seconds::show(Duration value) const {
  return plain(fmt::format("{}", static_cast<double>(value.count()) / 1000));
}

std::optional<Refusal> Dollars::read(const YamlNode& node, Money& value) const {
  double number = 0;
  if (auto refusal = Number{range}.read(node, number)) return refusal;
  const auto parsed = Money::parse(node.text);
  if (!parsed) return Refusal{fmt::format("must be an amount in dollars, not {}", what_it_is(node)), "", 0};
  value = *parsed;
  return std::nullopt;
}

std::optional<Refusal> Dollars::read(const YamlNode& node, double& value) const {
  Money exact;
  auto refusal = read(node, exact);
  if (!refusal) value = exact.to_double();
  return refusal;
}

Shown Dollars::show(Money value) const { return plain(value.str()); }

std::optional<Refusal> Rate::read(const YamlNode& node, Money& value) const {
  double number = 0;
  if (auto refusal = Number{range}.read(node, number)) return refusal;
  value = Money::from_double(number);
  return std::nullopt;
}

Shown Rate::show(Money value) const { return plain(fmt::format("{}", value.to_double())); }

std::optional<Refusal> Shares::read(const YamlNode& node, Quantity& value) const {
  double number = 0;
  if (auto refusal = Number{{.min = 0, .max = 1e9, .above_min = true}}.read(node, number)) return refusal;
  const auto parsed = Quantity::parse(node.text);
  if (!parsed) return Refusal{fmt::format("must be a number of shares, not {}", what_it_is(node)), "", 0};
  value = *parsed;
  return std::nullopt;
}

Shown Shares::show(Quantity value) const { return plain(value.str()); }

std::optional<Refusal> Account::read(const YamlNode& node, std::string& value) const {
  std::string account;
  if (auto refusal = Text{}.read(node, account)) return refusal;
  if (!(account.empty() && empty == Empty::kAllowed) && !broker::is_account_id(account))
    return Refusal{fmt::format("must be an IBKR account id such as DU0000001, not {}", what_it_is(node)), "", 0};
  value = std::move(account);
  return std::nullopt;
}

std::optional<Refusal> Account::read(const YamlNode& node, AccountId& value) const {
  std::string account;
  auto refusal = read(node, account);
  if (!refusal) value = AccountId(account);
  return refusal;
}

std::optional<Refusal> Day::read(const YamlNode& node, Date& value) const {
  const auto parsed = node.kind == YamlNode::Kind::kScalar ? parse_date(node.text) : Result<Date>(fail(Error{}));
  if (!parsed) return Refusal{fmt::format("must be a date such as 2020-03-16, not {}", what_it_is(node)), "", 0};
  if (*parsed < calendar::Calendar::first_day() || *parsed > calendar::Calendar::last_day())
    return Refusal{fmt::format("must lie in {}, not {}", calendar::Calendar::horizon(), node.text), "", 0};
  value = *parsed;
  return std::nullopt;
}

Shown show_text(const std::string& text) {
  const std::string json = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return {is_plain_text(text) ? text : json, json};
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

std::optional<Refusal> TimeOfDay::read(const YamlNode& node, Duration& value) const {
  const auto parts = split(node.text, ':');
  const auto hour = parts.size() == 2 && parts[0].size() == 2 ? parse_int(parts[0]) : std::nullopt;
  const auto minute = parts.size() == 2 && parts[1].size() == 2 ? parse_int(parts[1]) : std::nullopt;
  if (node.kind != YamlNode::Kind::kScalar || !hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 ||
      *minute > 59)
    return Refusal{fmt::format("must be a time such as \"15:55\", not {}", what_it_is(node)), "", 0};
  const Duration time = std::chrono::hours(*hour) + std::chrono::minutes(*minute);
  if (time < min || time > max)
    return Refusal{fmt::format("must lie in {} to {} New York time (four minutes before the close), not {}",
                               clock_text(min), clock_text(max), node.text),
                   "", 0};
  value = time;
  return std::nullopt;
}

Shown TimeOfDay::show(Duration value) const { return show_text(clock_text(value)); }

std::optional<Refusal> PaceOfClock::read(const YamlNode& node, Pace& value) const {
  if (node.kind == YamlNode::Kind::kScalar && (node.text == "step" || node.text == "real")) {
    value = Pace{.step = node.text == "step"};
    return std::nullopt;
  }
  double factor = 0;
  if (Number{{.min = 0, .max = 1e6, .above_min = true}}.read(node, factor))
    return Refusal{fmt::format("must be real, step or a number above 0, not {}", what_it_is(node)), "", 0};
  value = Pace{.step = false, .factor = factor};
  return std::nullopt;
}

Shown PaceOfClock::show(const Pace& value) const {
  return value.step ? show_text("step") : plain(fmt::format("{}", value.factor));
}

std::optional<Refusal> SymbolName::read(const YamlNode& node, Symbol& value) const {
  if (node.kind == YamlNode::Kind::kScalar) {
    if (const auto symbol = parse_symbol(node.text)) {
      value = *symbol;
      return std::nullopt;
    }
  }
  return Refusal{fmt::format("must hold symbols such as SPY, not {}", what_it_is(node)),
                 "Symbols are 1 to 12 capital letters, digits, blanks, points or hyphens", 0};
}

std::optional<Refusal> GridOfKeys::read(const std::string& name, const YamlNode& node, research::Grid& grid) const {
  const research::Parameter* parameter = research::find_parameter(name);
  if (parameter == nullptr) {
    std::vector<std::string> names;
    for (const research::Parameter& known : research::parameters()) names.emplace_back(known.name);
    const std::string near = nearest(name, names);
    return Refusal{fmt::format("is not a key a grid can vary; those are {}", fmt::join(names, ", ")),
                   near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near), 0};
  }
  if (node.kind != YamlNode::Kind::kList || node.items.empty())
    return Refusal{fmt::format("must be a list of numbers, not {}", what_it_is(node)), "", 0};
  const KeySpec* key = find_key(fmt::format("{}.{}", parameter->section, parameter->name));
  BOT_CHECK(key != nullptr, "{}", name);
  std::vector<double> values;
  for (const YamlNode& item : node.items) {
    Settings settings;
    auto refusal = key->read(settings, {}, item);
    const double value = parameter->get(strategy(settings));
    if (!refusal && std::ranges::find(values, value) != values.end())
      refusal = Refusal{fmt::format("holds {} twice", item.text), "", 0};
    if (refusal) {
      refusal->line = item.line;
      return refusal;
    }
    values.push_back(value);
  }
  const auto old = std::ranges::find(grid, name, &research::Grid::value_type::first);
  if (old == grid.end()) {
    grid.emplace_back(name, std::move(values));
  } else {
    old->second = std::move(values);
  }
  return std::nullopt;
}

ShownEntries GridOfKeys::show(const research::Grid& grid) const {
  ShownEntries shown;
  for (const auto& [name, values] : grid) shown.emplace_back(name, plain(fmt::format("[{}]", fmt::join(values, ", "))));
  return shown;
}

}  // namespace bot::config
