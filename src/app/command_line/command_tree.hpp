// The tree of commands while it is built: each group of commands adds itself; a command stores its request when chosen.
// CLI11 is seen in this folder only.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/request.hpp"

namespace bot::app {

class CommandTree {
 public:
  CommandTree(CLI::App& app, std::optional<Request>& chosen) : app_(app), chosen_(chosen) {}
  [[nodiscard]] CLI::App& app() { return app_; }
  // A command with its example; `request` is what its flags fill.
  template <class R>
  CLI::App* add(CLI::App& parent, const char* name, const char* what, const char* example,
                const std::shared_ptr<R>& request) {
    CLI::App* sub = parent.add_subcommand(name, what);
    sub->fallthrough();
    sub->footer(std::string("Example:\n  ") + example);
    sub->callback([&chosen = chosen_, request] { chosen = *request; });
    return sub;
  }
  // A command that is only the parent of others: `config`, `alert`.
  [[nodiscard]] CLI::App& parent(const char* name, const char* what) {
    return *app_.add_subcommand(name, what)->require_subcommand(1)->fallthrough();
  }
  static CLI::Option* date_option(CLI::App* sub, const char* name, std::optional<Date>& into, const char* what);

 private:
  CLI::App& app_;
  std::optional<Request>& chosen_;
};

// The tree as it is looked at: named commands, and options with those of a command's groups.
[[nodiscard]] std::vector<const CLI::App*> list_commands(const CLI::App& parent);
[[nodiscard]] std::vector<const CLI::Option*> list_options(const CLI::App& command);
[[nodiscard]] bool takes_value(const CLI::Option& option);
// The lines below "Example:" in its help.
[[nodiscard]] std::string find_example(const CLI::App& command);
// As given to type_name(), without what CLI11 puts behind it for each check.
[[nodiscard]] std::string describe_type(const CLI::Option& option);

void add_global_flags(CLI::App& app, GlobalFlags& flags);
void add_market_commands(CommandTree& tree);
void add_research_commands(CommandTree& tree);
void add_trading_commands(CommandTree& tree);
void add_record_commands(CommandTree& tree);
void add_watch_commands(CommandTree& tree);
void add_setting_commands(CommandTree& tree);
void add_schedule_commands(CommandTree& tree);

}  // namespace bot::app
