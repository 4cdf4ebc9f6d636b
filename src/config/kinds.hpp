// Kinds of values: each reads one from YAML, refuses it with a reason, and shows it. A kind is a small class with
//   std::optional<Refusal> read(const YamlNode&, T&) const   sets the value only where it refuses nothing
//   Shown show(const T&) const
// and a kind of open map reads and shows entries instead. Used by schema.cpp only.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "config/settings.hpp"
#include "config/yaml_tree.hpp"
#include "model/symbol.hpp"

namespace bot::config {

struct Refusal {
  std::string what;
  std::string fix;
  int line = 0;  // of the part that is wrong, where it is not the key's
};

struct Shown {
  std::string text;  // as YAML
  std::string json;
};
using ShownEntries = std::vector<std::pair<std::string, Shown>>;

struct Range {
  double min = 0;
  double max = 0;
  bool above_min = false;  // min itself is not allowed
  bool below_max = false;
};

[[nodiscard]] std::string what_it_is(const YamlNode& node);  // "a list", "nothing", "\"abc\""
[[nodiscard]] Refusal not_one_of(const YamlNode& node, const std::vector<std::string>& words);
[[nodiscard]] Shown show_text(const std::string& text);

struct Number {
  Range range;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, double& value) const;
  [[nodiscard]] Shown show(double value) const;
};

// Whole numbers of any integer type that holds `max`.
struct Whole {
  std::int64_t min = 0;
  std::int64_t max = 0;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, std::int64_t& value) const;
  template <class Int>
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Int& value) const {
    std::int64_t wide = 0;
    auto refusal = read(node, wide);
    if (!refusal) value = static_cast<Int>(wide);
    return refusal;
  }
  [[nodiscard]] Shown show(std::int64_t value) const;
  [[nodiscard]] Shown show(std::uint64_t value) const { return show(static_cast<std::int64_t>(value)); }
  [[nodiscard]] Shown show(int value) const { return show(std::int64_t{value}); }
  [[nodiscard]] Shown show(const std::optional<int>& value) const { return show(value.value()); }
};

struct YesNo {
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, bool& value) const;
  [[nodiscard]] Shown show(bool value) const;
};

// A yes or no that is a choice of two.
template <class T>
struct YesOrNo {
  T yes;
  T no;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, T& value) const {
    bool is_yes = false;
    auto refusal = YesNo{}.read(node, is_yes);
    if (!refusal) value = is_yes ? yes : no;
    return refusal;
  }
  [[nodiscard]] Shown show(const T& value) const { return YesNo{}.show(value == yes); }
};

template <class T>
YesOrNo(T, T) -> YesOrNo<T>;

struct Text {
  // Says what is wrong with the text, or nothing; null: any will do.
  std::optional<Refusal> (*check)(const std::string& value) = nullptr;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, std::string& value) const;
  [[nodiscard]] Shown show(const std::string& value) const { return show_text(value); }
};

// To the millisecond.
struct Seconds {
  Range range;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Duration& value) const;
  [[nodiscard]] Shown show(Duration value) const;
};

struct Dollars {
  Range range;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Money& value) const;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, double& value) const;
  [[nodiscard]] Shown show(Money value) const;
  [[nodiscard]] Shown show(double value) const { return show(Money::from_double(value)); }
};

// Dollars as any number, exponents included; rounded to the billionth.
struct Rate {
  Range range;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Money& value) const;
  [[nodiscard]] Shown show(Money value) const;
};

struct Shares {
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Quantity& value) const;
  [[nodiscard]] Shown show(Quantity value) const;
};

enum class Empty { kAllowed, kRefused };

struct Account {
  Empty empty = Empty::kRefused;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, std::string& value) const;
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, AccountId& value) const;
  [[nodiscard]] Shown show(const std::string& value) const { return show_text(value); }
  [[nodiscard]] Shown show(const AccountId& value) const { return show_text(value.value()); }
};

struct Day {
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Date& value) const;
  [[nodiscard]] Shown show(Date value) const { return show_text(to_iso(value)); }
};

// Since New York midnight.
struct TimeOfDay {
  Duration min{};
  Duration max{};
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Duration& value) const;
  [[nodiscard]] Shown show(Duration value) const;
};

struct PaceOfClock {
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Pace& value) const;
  [[nodiscard]] Shown show(const Pace& value) const;
};

struct SymbolName {
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Symbol& value) const;
  [[nodiscard]] Shown show(const Symbol& value) const { return show_text(value.value()); }
};

// A closed set of words. The first word of a value is the one that is shown; further ones are accepted too.
template <class T>
struct Word {
  std::string_view word;
  T value;
};
template <class T>
struct OneOf {
  std::span<const Word<T>> words;
  template <std::size_t kCount>
  explicit constexpr OneOf(const Word<T> (&table)[kCount]) : words(table) {}

  template <class Value>
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, Value& value) const {
    const auto found = std::ranges::find(words, std::string_view(node.text), &Word<T>::word);
    if (node.kind == YamlNode::Kind::kScalar && found != words.end()) {
      value = Value(found->value);
      return std::nullopt;
    }
    std::vector<std::string> all;
    for (const Word<T>& word : words) all.emplace_back(word.word);
    return not_one_of(node, all);
  }
  template <class Value>
  [[nodiscard]] Shown show(const Value& value) const {
    const auto found = std::ranges::find_if(words, [&](const Word<T>& word) { return Value(word.value) == value; });
    return found == words.end() ? Shown{} : show_text(std::string(found->word));
  }
};

// A list whose items are of one kind, each named once.
template <class Item>
struct ListOf {
  static constexpr bool kIsList = true;
  Item item;
  Empty empty = Empty::kAllowed;

  template <class T>
  [[nodiscard]] std::optional<Refusal> read(const YamlNode& node, std::vector<T>& list) const {
    if (node.kind != YamlNode::Kind::kList)
      return Refusal{fmt::format("must be a list, such as [a, b], not {}", what_it_is(node)), "", 0};
    if (node.items.empty() && empty == Empty::kRefused) return Refusal{"must not be empty", "", 0};
    std::vector<T> values;
    for (const YamlNode& at : node.items) {
      T value{};
      if (auto refusal = item.read(at, value)) {
        refusal->line = at.line;
        return refusal;
      }
      if (std::ranges::find(values, value) != values.end())
        return Refusal{fmt::format("\"{}\" is there twice", at.text), "Name each once", at.line};
      values.push_back(std::move(value));
    }
    list = std::move(values);
    return std::nullopt;
  }
  template <class T>
  [[nodiscard]] Shown show(const std::vector<T>& list) const {
    Shown shown{"[", "["};
    std::string_view separator;
    for (const T& value : list) {
      const Shown one = item.show(value);
      shown.text += fmt::format("{}{}", separator, one.text);
      shown.json += fmt::format("{}{}", separator, one.json);
      separator = ", ";
    }
    return {shown.text + "]", shown.json + "]"};
  }
};

template <class Item>
ListOf(Item, Empty = Empty::kAllowed) -> ListOf<Item>;

// An open map from symbols to values of one kind.
template <class Item>
struct BySymbol {
  static constexpr bool kIsOpenMap = true;
  Item item;

  template <class T>
  [[nodiscard]] std::optional<Refusal> read(const std::string& name, const YamlNode& node,
                                            std::map<Symbol, T>& map) const {
    const auto symbol = parse_symbol(name);
    if (!symbol) return Refusal{"is not a symbol such as SPY", "", 0};
    T value{};
    auto refusal = item.read(node, value);
    if (!refusal) map[*symbol] = value;
    return refusal;
  }
  template <class T>
  [[nodiscard]] ShownEntries show(const std::map<Symbol, T>& map) const {
    ShownEntries shown;
    for (const auto& [symbol, value] : map) shown.emplace_back(symbol.value(), item.show(value));
    return shown;
  }
};

template <class Item>
BySymbol(Item) -> BySymbol<Item>;

// Lists of values for other keys, each read as that key reads one (research::parameters()).
struct GridOfKeys {
  static constexpr bool kIsOpenMap = true;
  [[nodiscard]] std::optional<Refusal> read(const std::string& name, const YamlNode& node, research::Grid& grid) const;
  [[nodiscard]] ShownEntries show(const research::Grid& grid) const;
};

}  // namespace bot::config
