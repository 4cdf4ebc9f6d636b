// Kinds of values: read one from YAML, refuse it with a reason, show it. Used by schema.cpp only.
#pragma once

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "config/schema.hpp"

namespace bot::config::fields {

struct Range {
  double min = 0;
  double max = 0;
  bool above_min = false;  // min itself is not allowed
  bool below_max = false;
};

[[nodiscard]] std::string describe(const Range& range);  // "above 0 and at most 1"
[[nodiscard]] bool within(double value, const Range& range);
[[nodiscard]] std::string what_it_is(const YamlNode& node);  // "a list", "nothing", "\"abc\""

[[nodiscard]] std::optional<Refusal> read_number(const YamlNode& node, const Range& range, double& value);
[[nodiscard]] std::optional<Refusal> read_whole(const YamlNode& node, std::int64_t min, std::int64_t max,
                                                std::int64_t& value);
[[nodiscard]] std::optional<Refusal> read_flag(const YamlNode& node, bool& value);
[[nodiscard]] std::optional<Refusal> read_text(const YamlNode& node, std::string& value);
[[nodiscard]] std::optional<Refusal> read_money(const YamlNode& node, const Range& range, Money& value);
[[nodiscard]] std::optional<Refusal> read_account(const YamlNode& node, bool may_be_empty, AccountId& value);
[[nodiscard]] std::optional<Refusal> read_date(const YamlNode& node, Date& value);
[[nodiscard]] Shown show_text(const std::string& text);
[[nodiscard]] Shown show_number(double value);

using Read = std::function<std::optional<Refusal>(Settings&, const YamlNode&)>;
[[nodiscard]] KeySpec plain(std::string path, Read read, std::function<Shown(const Settings&)> show);

template <class Get>
KeySpec number(std::string path, Range range, Get get) {
  return plain(
      std::move(path),
      [range, get](Settings& settings, const YamlNode& node) { return read_number(node, range, get(settings)); },
      [get](const Settings& settings) { return show_number(get(settings)); });
}

template <class Get>
KeySpec whole(std::string path, std::int64_t min, std::int64_t max, Get get) {
  return plain(
      std::move(path),
      [min, max, get](Settings& settings, const YamlNode& node) {
        std::int64_t value = 0;
        auto refusal = read_whole(node, min, max, value);
        if (!refusal) {
          auto& field = get(settings);
          field = static_cast<std::remove_reference_t<decltype(field)>>(value);
        }
        return refusal;
      },
      [get](const Settings& settings) {
        const std::string text = fmt::format("{}", get(settings));
        return Shown{text, text};
      });
}

template <class Get>
KeySpec flag(std::string path, Get get) {
  return plain(
      std::move(path), [get](Settings& settings, const YamlNode& node) { return read_flag(node, get(settings)); },
      [get](const Settings& settings) {
        const std::string text = get(settings) ? "true" : "false";
        return Shown{text, text};
      });
}

// `check` says what is wrong with the text, or nothing.
template <class Get>
KeySpec text(std::string path, Get get, std::function<std::optional<Refusal>(const std::string&)> check) {
  return plain(
      std::move(path),
      [get, check = std::move(check)](Settings& settings, const YamlNode& node) {
        std::string value;
        auto refusal = read_text(node, value);
        if (!refusal && check) refusal = check(value);
        if (!refusal) get(settings) = std::move(value);
        return refusal;
      },
      [get](const Settings& settings) { return show_text(get(settings)); });
}

template <class Get>
KeySpec money(std::string path, Range range, Get get) {
  return plain(
      std::move(path),
      [range, get](Settings& settings, const YamlNode& node) { return read_money(node, range, get(settings)); },
      [get](const Settings& settings) {
        const std::string shown = get(settings).str();
        return Shown{shown, shown};
      });
}

template <class Get>
KeySpec account(std::string path, bool may_be_empty, Get get) {
  return plain(
      std::move(path),
      [may_be_empty, get](Settings& settings, const YamlNode& node) {
        return read_account(node, may_be_empty, get(settings));
      },
      [get](const Settings& settings) { return show_text(get(settings).value()); });
}

// A closed set of words. The first word of a value is the one that is shown; further ones are accepted too.
template <class Enum>
using Words = std::vector<std::pair<std::string, Enum>>;

[[nodiscard]] Refusal not_one_of(const YamlNode& node, const std::vector<std::string>& words);

template <class Enum, class Get>
KeySpec choice(std::string path, Words<Enum> words, Get get) {
  return plain(
      std::move(path),
      [words, get](Settings& settings, const YamlNode& node) -> std::optional<Refusal> {
        std::vector<std::string> names;
        for (const auto& [word, value] : words) {
          if (node.kind == YamlNode::Kind::kScalar && node.text == word) {
            get(settings) = value;
            return std::nullopt;
          }
          names.push_back(word);
        }
        return not_one_of(node, names);
      },
      [words, get](const Settings& settings) {
        for (const auto& [word, value] : words)
          if (value == get(settings)) return show_text(word);
        return Shown{};
      });
}

// A list whose items `read_item` turns into T; `show_item` gives the text of one.
template <class T, class Get>
KeySpec list(std::string path, Get get, std::function<std::optional<Refusal>(const YamlNode&, T&)> read_item,
             std::function<std::string(const T&)> show_item, bool may_be_empty) {
  KeySpec spec = plain(
      std::move(path),
      [get, read_item, may_be_empty](Settings& settings, const YamlNode& node) -> std::optional<Refusal> {
        if (node.kind != YamlNode::Kind::kList)
          return Refusal{fmt::format("must be a list, such as [a, b], not {}", what_it_is(node)), "", 0};
        if (node.items.empty() && !may_be_empty) return Refusal{"must not be empty", "", 0};
        std::vector<T> values;
        for (const YamlNode& item : node.items) {
          T value{};
          if (auto refusal = read_item(item, value)) {
            refusal->line = item.line;
            return refusal;
          }
          if (std::find(values.begin(), values.end(), value) != values.end())
            return Refusal{fmt::format("\"{}\" is there twice", item.text), "Name each once", item.line};
          values.push_back(std::move(value));
        }
        get(settings) = std::move(values);
        return std::nullopt;
      },
      [get, show_item](const Settings& settings) {
        Shown shown{"[", "["};
        const char* separator = "";
        for (const T& value : get(settings)) {
          const Shown one = show_text(show_item(value));
          shown.text += separator + one.text;
          shown.json += separator + one.json;
          separator = ", ";
        }
        return Shown{shown.text + "]", shown.json + "]"};
      });
  spec.is_list = true;
  return spec;
}

}  // namespace bot::config::fields
