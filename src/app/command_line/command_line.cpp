#include "app/command_line/command_line.hpp"

#include <fmt/format.h>

#include <sstream>

#include "app/command_line/command_tree.hpp"
#include "app/command_line/exit_codes.hpp"
#include "app/command_line/help_text.hpp"
#include "app/command_line/refusal.hpp"
#include "app/command_line/shell_texts.hpp"
#include "base/display.hpp"
#include "base/text.hpp"
#include "os/terminal.hpp"

namespace bot::app {
namespace {

constexpr std::size_t kFooterWidth = 107;

std::string exit_codes_line() {
  std::vector<std::string> codes;
  for (const ExitCodeText& line : kExitCodes) codes.push_back(fmt::format("{} {}", line.code, line.brief));
  return fmt::format("{}",
                     fmt::join(wrapped(fmt::format("Exit codes: {}.", fmt::join(codes, ", ")), kFooterWidth), "\n"));
}

}  // namespace

CLI::Option* CommandTree::date_option(CLI::App* sub, const char* name, std::optional<Date>& into, const char* what) {
  return sub
      ->add_option_function<std::string>(
          name,
          [&into](const std::string& text) {
            const auto date = parse_date(text);
            if (!date) throw CLI::ValidationError(date.error().text());
            into = *date;
          },
          what)
      ->type_name("DATE");
}

void add_global_flags(CLI::App& app, GlobalFlags& flags) {
  app.add_option("--config", flags.config_file, "Configuration file, in place of config/config.local.yaml")
      ->type_name("FILE")
      ->take_last();
  app.add_option("--set", flags.sets, "One setting, e.g. --set selection.top_n=3; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--log-level", flags.log_level, "What is logged, on stderr")
      ->type_name("debug|info|warning|error")
      ->take_last();
  app.add_option("--log-file", flags.log_file, "Also write the log there, and its errors to NAME-error.log beside it")
      ->type_name("FILE")
      ->take_last();
  app.add_flag("--json", flags.json, "One JSON document on stdout");
  app.add_option_function<std::string>(
         "--color",
         [&flags](const std::string& when) {
           flags.color = when == "always"  ? ColorChoice::kAlways
                         : when == "never" ? ColorChoice::kNever
                                           : ColorChoice::kAuto;
         },
         "Colours; NO_COLOR is honoured")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("auto|always|never")
      ->take_last();
  app.add_option("--clock", flags.clock, "New York time of gateway and program; embedded gateway only")
      ->type_name("\"YYYY-MM-DD HH:MM:SS\"")
      ->take_last();
}

std::vector<const CLI::App*> list_commands(const CLI::App& parent) {
  std::vector<const CLI::App*> commands;
  for (const CLI::App* sub : parent.get_subcommands([](const CLI::App*) { return true; }))
    if (!sub->get_name().empty()) commands.push_back(sub);
  return commands;
}

std::vector<const CLI::Option*> list_options(const CLI::App& command) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : command.get_options()) options.push_back(option);
  for (const CLI::App* group : command.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); }))
    for (const CLI::Option* option : group->get_options()) options.push_back(option);
  return options;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string find_example(const CLI::App& command) {
  constexpr std::string_view kTitle = "Example:\n";
  const std::string footer = command.get_footer();
  if (!footer.starts_with(kTitle)) return {};
  const auto end = footer.find("\n\n");
  return footer.substr(kTitle.size(), end == std::string::npos ? end : end - kTitle.size());
}

std::string describe_type(const CLI::Option& option) {
  const std::string name = option.get_type_name();
  return name.substr(0, std::min(name.find(":{"), name.find(":INT in")));
}

namespace {

// What every command takes, for the help of each.
std::string name_global_flags(const CLI::App& app) {
  std::string names;
  for (const CLI::Option* option : list_options(app)) {
    const std::string& name = option->get_lnames().front();
    if (name == "help" || name == "version") continue;
    names += (names.empty() ? "" : ", ") + ("--" + name);
  }
  return "Also, before or after the command (bot --help tells each):\n  " + names;
}

// The parent of others shows their examples; each names the flags of all.
void complete_help(CLI::App& command, const std::string& globals) {
  std::string examples;
  for (CLI::App* sub : command.get_subcommands(nullptr)) {
    if (sub->get_name().empty()) continue;
    complete_help(*sub, globals);
    examples += "\n" + find_example(*sub);
  }
  if (!examples.empty()) command.footer("Example:" + examples);
  command.footer(command.get_footer() + "\n\n" + globals);
}

// CLI11 takes --flag=anything for --flag.
void refuse_values_of_flags(CLI::App& app) {
  for (CLI::Option* option : app.get_options())
    if (!takes_value(*option)) option->disable_flag_override();
  for (CLI::App* sub : app.get_subcommands(nullptr)) refuse_values_of_flags(*sub);
}

// The whole tree; what its commands fill lives in `line`.
void build_tree(CLI::App& app, CommandLine& line, CommandTree& tree) {
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", std::string("bot ") + BOT_VERSION);
  app.footer(exit_codes_line());
  add_global_flags(app, line.flags);
  add_market_commands(tree);
  add_research_commands(tree);
  add_trading_commands(tree);
  add_record_commands(tree);
  add_watch_commands(tree);
  add_setting_commands(tree);
  add_schedule_commands(tree);
  CLI::App& completion = tree.parent("completion", "Completion of commands and flags for a shell");
  const auto script = [&](const char* shell, const char* example, std::string (*make)(const CLI::App&)) {
    CLI::App* sub = completion.add_subcommand(shell, std::string("The script for ") + shell);
    sub->fallthrough()->footer(std::string("Example:\n  ") + example);
    sub->callback([&app, &line, make] { line.text = make(app); });
  };
  script("bash", "bot completion bash > /etc/bash_completion.d/bot", bash_completion);
  script("zsh", "bot completion zsh > /usr/local/share/zsh/site-functions/_bot", zsh_completion);
  script("fish", "bot completion fish > ~/.config/fish/completions/bot.fish", fish_completion);
  CLI::App* manual = app.add_subcommand("man", "The manual page, as man reads it");
  manual->fallthrough()->footer("Example:\n  bot man > /usr/local/share/man/man1/bot.1");
  manual->callback([&app, &line] { line.text = man_page(app); });
  const std::string globals = name_global_flags(app);
  for (CLI::App* command : app.get_subcommands(nullptr)) complete_help(*command, globals);
  refuse_values_of_flags(app);
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  CLI::App app{"bot: an unattended portfolio rebalancer for Interactive Brokers", "bot"};
  CommandTree tree(app, line.request);
  build_tree(app, line, tree);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const int code = app.exit(error, out, err);
    line.request.reset();
    if (code == 0) {
      line.text = wrap_help(out.str(), static_cast<std::size_t>(os::terminal_width()));
      return line;
    }
    line.exit_code = kExitUsage;
    line.text = refusal_text(app, error, argc, argv);
  }
  return line;
}

}  // namespace bot::app
