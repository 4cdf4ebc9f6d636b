// What is wrong with a command line, in words of ours.
#include "app/command_line/refusal.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "app/command_line/command_tree.hpp"
#include "base/text.hpp"

namespace bot::app {
namespace {

// Never proposed as what may have been meant: a person who types the proposal without thinking trades, stops or allows.
constexpr std::array<std::string_view, 9> kNeverProposed = {"halt",   "trade", "resume",  "arm",    "disarm",
                                                            "--live", "--yes", "--force", "--paper"};

// Where the nearest of all is one of those, nothing is proposed: what comes after it was not meant. `before` stands
// before each of them, and says nothing of how near they are.
std::string meant(std::string_view before, std::string_view typed, const std::vector<std::string>& known) {
  const std::string near = nearest(typed, known);
  const std::string whole = std::string(before) + near;
  if (near.empty() || std::ranges::find(kNeverProposed, whole) != kNeverProposed.end()) return {};
  return fmt::format("; did you mean '{}'?", whole);
}

const CLI::App* command_named(const CLI::App& parent, const std::string& name) {
  for (const CLI::App* sub : list_commands(parent))
    if (sub->get_name() == name) return sub;
  return nullptr;
}

std::vector<std::string> command_names(const CLI::App& parent, const std::string& path) {
  std::vector<std::string> names;
  for (const CLI::App* sub : list_commands(parent)) names.push_back(path + sub->get_name());
  return names;
}

std::string joined(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

// Without the dashes.
std::vector<std::string> list_flags(const CLI::App& command) {
  std::vector<std::string> flags;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : list_options(*app))
      std::ranges::copy(option->get_lnames(), std::back_inserter(flags));
  return flags;
}

const CLI::Option* find_flag(const CLI::App& command, const std::string& word) {
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : list_options(*app))
      if (option->check_name(word)) return option;
  return nullptr;
}

// The first word that should have been a command or a flag and is none. CLI11 speaks of what is missing first.
std::optional<std::string> unknown_word(const CLI::App& root, int argc, const char* const* argv) {
  const CLI::App* at = &root;
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--") return std::nullopt;
    if (word.size() > 1 && word.front() == '-') {
      const std::string name = word.substr(0, word.find('='));
      const CLI::Option* option = find_flag(*at, name);
      if (option == nullptr && !parse_double(word))
        return fmt::format(
            "no flag '{}'{}{}", name, path.empty() ? "" : fmt::format(" of 'bot {}'", trim(path)),
            meant("--", name.substr(std::min(name.find_first_not_of('-'), name.size())), list_flags(*at)));
      if (option == nullptr || !takes_value(*option) || name != word) continue;
      if (++i == argc) return std::nullopt;  // the value is missing, which CLI11 says first
      continue;
    }
    if (list_commands(*at).empty()) continue;  // an argument of the command
    const CLI::App* next = command_named(*at, word);
    if (next == nullptr) {
      const std::string proposal = meant(path, word, command_names(*at, ""));
      return fmt::format("no command '{}{}'{}", path, word,
                         proposal.empty() ? "; there are: " + joined(command_names(*at, path)) : proposal);
    }
    at = next;
    path += word + " ";
  }
  if (list_commands(*at).empty()) return std::nullopt;
  return "a command is missing; there are: " + joined(command_names(*at, path));
}

// What stands between two texts; nothing where either is missing.
std::optional<std::string> between(const std::string& text, std::string_view left, std::string_view right) {
  const auto from = text.find(left);
  if (from == std::string::npos) return std::nullopt;
  const auto to = text.find(right, from + left.size());
  if (to == std::string::npos) return std::nullopt;
  return text.substr(from + left.size(), to - from - left.size());
}

std::string spaced(std::string_view list) {
  std::string out;
  for (const char c : list) out += c == ',' ? std::string(", ") : std::string(1, c);
  return out;
}

// The sentences that CLI11 has, in ours.
std::string in_our_words(const std::string& text) {
  const std::string flag = text.substr(0, text.find(": "));
  if (const auto choices = between(text, "Exactly 1 option from [", "]"))
    return text.find("were given") != std::string::npos ? fmt::format("only one of {} can be given", spaced(*choices))
                                                        : fmt::format("one of {} is needed", spaced(*choices));
  if (const auto choices = between(text, "At most 1 option from [", "]"))
    return fmt::format("only one of {} can be given", spaced(*choices));
  if (const auto type = between(text, ": 1 required ", " missing"))
    return fmt::format("{} needs a value: {}", flag, *type);
  if (const auto value = between(text, ": Value ", " not in range "))
    return fmt::format("{}: '{}' is not a whole number from {}", flag, *value,
                       text.substr(text.find(" not in range ") + std::string_view(" not in range ").size()));
  if (const auto choices = between(text, " not in {", "}"))
    return fmt::format("{}: '{}' is none of {}", flag, between(text, ": ", " not in {").value_or(""), spaced(*choices));
  constexpr std::string_view kNoValue = "Could not convert: ";
  if (text.starts_with(kNoValue)) {
    const std::string pair = text.substr(kNoValue.size());
    const auto equals = pair.find(" = ");
    return fmt::format("{}: '{}' is not a number", pair.substr(0, equals),
                       equals == std::string::npos ? "" : pair.substr(equals + 3));
  }
  constexpr std::string_view kRequired = " is required";
  if (text.ends_with(kRequired)) return text.substr(0, text.size() - kRequired.size()) + " is missing";
  constexpr std::string_view kFlagWithValue = " was given a disallowed flag override";
  if (text.ends_with(kFlagWithValue))
    return "--" + text.substr(0, text.size() - kFlagWithValue.size()) + " takes no value";
  constexpr std::string_view kExtra = "The following argument";
  if (text.starts_with(kExtra)) return fmt::format("'{}' is too much", trim(text.substr(text.find(": ") + 2)));
  return text;
}

}  // namespace

std::string refusal_text(const CLI::App& root, const CLI::ParseError& error, int argc, const char* const* argv) {
  return unknown_word(root, argc, argv).value_or(in_our_words(error.what()));
}

}  // namespace bot::app
