// Completion scripts. A flag's type name says what completes its value: FILE and DIR paths, "a|b" these words.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

#include "app/command_line/command_tree.hpp"
#include "app/command_line/shell_texts.hpp"
#include "base/check.hpp"
#include "base/text.hpp"
#include "config/load.hpp"

namespace bot::app {
namespace {

struct Node {
  std::string path;  // "config show"; empty: bot itself
  const CLI::App* command = nullptr;
};

std::vector<Node> all_nodes(const CLI::App& app) {
  std::vector<Node> nodes = {{"", &app}};
  for (std::size_t at = 0; at < nodes.size(); ++at)
    for (const CLI::App* sub : list_commands(*nodes[at].command))
      nodes.push_back({nodes[at].path.empty() ? sub->get_name() : nodes[at].path + " " + sub->get_name(), sub});
  return nodes;
}

bool is_positional(const CLI::Option& option) { return option.get_lnames().empty(); }

std::vector<std::string> flags_at(const CLI::App& root, const CLI::App& command) {
  std::vector<std::string> flags;
  const auto add = [&](const CLI::App& app) {
    for (const CLI::Option* option : list_options(app))
      if (!is_positional(*option)) flags.push_back("--" + option->get_lnames().front());
  };
  add(command);
  if (&command != &root) add(root);
  std::ranges::sort(flags);
  const auto repeated = std::ranges::unique(flags);
  flags.erase(repeated.begin(), repeated.end());
  return flags;
}

// Words a value is chosen from; empty: none are known.
std::vector<std::string> list_choices(const CLI::Option& option) {
  std::vector<std::string> words;
  const std::string type = describe_type(option);
  if (type.find('|') == std::string::npos) return words;
  for (const std::string_view word : split(type, '|'))
    if (lower(word) == word) words.emplace_back(word);
  return words;
}
// What --set takes, each with its "=": the words of the configuration's own schema.
std::vector<std::string> list_settings() {
  config::Sources built_in;
  built_in.files = false;
  const auto loaded = config::load(built_in);
  BOT_CHECK(loaded, "{}", loaded.error().text());
  std::vector<std::string> settings;
  // A key with capitals has a symbol in it: the owner's own, not the schema's.
  for (const config::Entry& entry : loaded->entries)
    if (lower(entry.key) == entry.key) settings.push_back(entry.key + "=");
  return settings;
}
bool is_setting(const CLI::Option& option) { return describe_type(option) == "KEY=VALUE"; }
bool is_file(const CLI::Option& option) { return describe_type(option).find("FILE") != std::string::npos; }
bool is_folder(const CLI::Option& option) { return describe_type(option) == "DIR"; }

enum class ValueKind { kUnknown, kWord, kFile, kFolder, kSetting };
ValueKind value_kind(const CLI::Option& option) {
  if (is_setting(option)) return ValueKind::kSetting;
  if (is_folder(option)) return ValueKind::kFolder;
  if (is_file(option)) return ValueKind::kFile;
  return list_choices(option).empty() ? ValueKind::kUnknown : ValueKind::kWord;
}

// A branch for every flag with a value, at its command or, of bot's own flags, anywhere: `reply` completes the value.
std::string value_cases(const CLI::App& app, const std::function<std::string(const CLI::Option&)>& reply) {
  std::string cases;
  for (const Node& node : all_nodes(app))
    for (const CLI::Option* option : list_options(*node.command))
      if (!is_positional(*option) && takes_value(*option))
        cases += fmt::format("    {}--{}) {}; return ;;\n", node.path.empty() ? "*:" : "\"" + node.path + ":\"",
                             option->get_lnames().front(), reply(*option));
  return cases;
}

std::string walk_cases(const CLI::App& app) {
  std::vector<std::string> steps;
  for (const Node& node : all_nodes(app)) {
    if (node.path.empty()) continue;
    const auto space = node.path.rfind(' ');
    steps.push_back(space == std::string::npos ? "\" " + node.path + "\"" : "\"" + node.path + "\"");
  }
  return fmt::format("{}", fmt::join(steps, "|"));
}

// Text inside single quotes of a shell.
std::string quoted(std::string text) {
  for (std::size_t at = text.find('\''); at != std::string::npos; at = text.find('\'', at + 4))
    text.replace(at, 1, "'\\''");
  return "'" + text + "'";
}
std::string quoted_for_fish(std::string text) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if (text[at] == '\'' || text[at] == '\\') text.insert(at++, 1, '\\');
  return "'" + text + "'";
}
std::string for_zsh(std::string name, const std::string& text) {
  std::string entry = std::move(name) + ":";
  for (const char c : text) {
    if (c == ':') entry += '\\';
    entry += c;
  }
  return quoted(entry);
}

std::string complete_in_bash(const CLI::Option& option) {
  const auto offer = [](const std::string& what) {
    return fmt::format("mapfile -t COMPREPLY < <(compgen {} -- \"$current\")", what);
  };
  const auto offer_words = [&](const std::vector<std::string>& words) {
    return offer(fmt::format("-W \"{}\"", fmt::join(words, " ")));
  };
  switch (value_kind(option)) {
    case ValueKind::kUnknown:
      return ":";
    case ValueKind::kWord:
      return offer_words(list_choices(option));
    case ValueKind::kFile:
      return offer("-f");
    case ValueKind::kFolder:
      return offer("-d");
    case ValueKind::kSetting:
      return "compopt -o nospace 2> /dev/null; " + offer_words(list_settings());
  }
  BOT_CHECK(false);
}

std::string complete_in_zsh(const CLI::Option& option) {
  switch (value_kind(option)) {
    case ValueKind::kUnknown:
      return "_message " + quoted(describe_type(option));
    case ValueKind::kWord:
      return fmt::format("compadd -- {}", fmt::join(list_choices(option), " "));
    case ValueKind::kFile:
      return "_files";
    case ValueKind::kFolder:
      return "_files -/";
    case ValueKind::kSetting:
      return fmt::format("compadd -S '' -- {}", fmt::join(list_settings(), " "));
  }
  BOT_CHECK(false);
}

}  // namespace

std::string bash_completion(const CLI::App& app) {
  std::string out = fmt::format(
      "# bash completion for bot, made by `bot completion bash`\n"
      "_bot_completion() {{\n"
      "  local current=\"${{COMP_WORDS[COMP_CWORD]}}\" before=\"${{COMP_WORDS[COMP_CWORD-1]}}\" at=\"\" words=\"\" i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$at ${{COMP_WORDS[i]}}\" in\n"
      "      {}) at=\"${{at:+$at }}${{COMP_WORDS[i]}}\" ;;\n"
      "    esac\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  case \"$at:$before\" in\n",
      walk_cases(app));
  out += value_cases(app, complete_in_bash);
  out += "  esac\n  case \"$at\" in\n";
  for (const Node& node : all_nodes(app)) {
    std::vector<std::string> words;
    for (const CLI::App* sub : list_commands(*node.command)) words.push_back(sub->get_name());
    for (const std::string& flag : flags_at(app, *node.command)) words.push_back(flag);
    out += fmt::format("    \"{}\") words=\"{}\" ;;\n", node.path, fmt::join(words, " "));
  }
  out +=
      "  esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      "}\n"
      "complete -o bashdefault -F _bot_completion bot\n";
  return out;
}

std::string zsh_completion(const CLI::App& app) {
  std::string out = fmt::format(
      "#compdef bot\n"
      "# zsh completion for bot, made by `bot completion zsh`\n"
      "_bot() {{\n"
      "  local at=\"\" i\n"
      "  local -a commands flags\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n"
      "    case \"$at $words[i]\" in\n"
      "      {}) at=\"${{at:+$at }}$words[i]\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$at:$words[CURRENT-1]\" in\n",
      walk_cases(app));
  out += value_cases(app, complete_in_zsh);
  out += "  esac\n  case \"$at\" in\n";
  for (const Node& node : all_nodes(app)) {
    std::vector<std::string> commands;
    std::vector<std::string> flags;
    for (const CLI::App* sub : list_commands(*node.command))
      commands.push_back(for_zsh(sub->get_name(), sub->get_description()));
    for (const CLI::App* from : {node.command, &app}) {
      if (from == &app && node.command == &app && !flags.empty()) break;
      for (const CLI::Option* option : list_options(*from))
        if (!is_positional(*option) &&
            !(from == &app && node.command != &app && option->get_lnames().front() == "help"))
          flags.push_back(for_zsh("--" + option->get_lnames().front(), option->get_description()));
    }
    out += fmt::format("    \"{}\")\n      commands=({})\n      flags=({}) ;;\n", node.path, fmt::join(commands, " "),
                       fmt::join(flags, " "));
  }
  out +=
      "  esac\n"
      "  if [[ \"$words[CURRENT]\" == -* || ${#commands} -eq 0 ]]; then\n"
      "    _describe -o flag flags\n"
      "  else\n"
      "    _describe command commands\n"
      "  fi\n"
      "}\n"
      "if [[ \"$funcstack[1]\" == _bot ]]; then _bot \"$@\"; else compdef _bot bot; fi\n";
  return out;
}

std::string fish_completion(const CLI::App& app) {
  std::string out =
      "# fish completion for bot, made by `bot completion fish`\n"
      "complete -c bot -f\n";
  for (const Node& node : all_nodes(app)) {
    // Where this node is reached: its words are there, and none of its own commands yet.
    std::string condition;
    for (const std::string_view word : split(node.path, ' '))
      if (!word.empty())
        condition += fmt::format("{}__fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", word);
    std::vector<std::string> names;
    for (const CLI::App* sub : list_commands(*node.command)) names.push_back(sub->get_name());
    std::string open = condition;
    if (!names.empty())
      open +=
          fmt::format("{}not __fish_seen_subcommand_from {}", condition.empty() ? "" : "; and ", fmt::join(names, " "));
    for (const CLI::App* sub : list_commands(*node.command))
      out += fmt::format("complete -c bot -n {} -a {} -d {}\n", quoted_for_fish(open), sub->get_name(),
                         quoted_for_fish(sub->get_description()));
    for (const CLI::Option* option : list_options(*node.command)) {
      if (is_positional(*option)) continue;
      if (!node.path.empty() && option->get_lnames().front() == "help") continue;  // everywhere already
      std::string line = "complete -c bot";
      if (!condition.empty()) line += " -n " + quoted_for_fish(condition);
      line += " -l " + option->get_lnames().front();
      if (is_file(*option) || is_folder(*option))
        line += " -r -F";
      else if (takes_value(*option))
        line += " -x";
      if (const auto choices = list_choices(*option); !choices.empty())
        line += " -a " + quoted_for_fish(fmt::format("{}", fmt::join(choices, " ")));
      if (is_setting(*option)) line += " -a " + quoted_for_fish(fmt::format("{}", fmt::join(list_settings(), " ")));
      out += line + " -d " + quoted_for_fish(option->get_description()) + "\n";
    }
  }
  return out;
}

}  // namespace bot::app
