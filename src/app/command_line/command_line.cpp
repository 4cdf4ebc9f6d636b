#include "app/command_line/command_line.hpp"

#include <algorithm>
#include <sstream>

#include "app/command_line/command_tree.hpp"
#include "base/text.hpp"

namespace bot::app {
namespace {

constexpr const char* kFooter =
    "Exit codes: 0 done, 2 usage, 3 configuration, 4 data, 5 gateway, 6 refused by a safety rule, 7 look at it,\n"
    "8 another run holds the lock, 70 a defect in bot, 130 interrupted.";

// "unknown argument" errors of CLI11 do not say what is near.
std::string with_suggestion(const CLI::App& app, int argc, const char* const* argv, std::string message) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(sub->get_name());
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.empty() || word[0] == '-') continue;
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      const std::string near = nearest(word, names);
      if (!near.empty()) message += ". Did you mean '" + near + "'?";
    }
    break;
  }
  return message;
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
  app.add_option("--log-level", flags.log_level, "debug, info, warning or error; logs go to stderr")
      ->type_name("LEVEL")
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
         "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN")
      ->take_last();
  app.add_option("--clock", flags.clock, "New York time of gateway and program; embedded gateway only")
      ->type_name("\"YYYY-MM-DD HH:MM:SS\"")
      ->take_last();
}

CommandLine parse_command_line(int argc, const char* const* argv) {
  CommandLine line;
  CLI::App app{"bot: an unattended portfolio rebalancer for Interactive Brokers", "bot"};
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", std::string("bot ") + BOT_VERSION);
  app.footer(kFooter);
  CommandTree tree(app, line.request);
  add_global_flags(app, line.flags);
  add_market_commands(tree);
  add_trading_commands(tree);
  add_record_commands(tree);
  add_watch_commands(tree);
  add_setting_commands(tree);
  add_schedule_commands(tree);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out, err;
    const int code = app.exit(error, out, err);
    line.request.reset();
    if (code == 0) {
      line.text = out.str();
      return line;
    }
    line.exit_code = 2;
    line.text = with_suggestion(app, argc, argv, error.what());
  }
  return line;
}

}  // namespace bot::app
