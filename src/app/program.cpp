#include "app/program.hpp"

#include <cstdio>

#include "app/command_line/command_line.hpp"
#include "app/commands/commands.hpp"
#include "calendar/new_york.hpp"
#include "net/loop.hpp"
#include "os/private_memory.hpp"
#include "os/system_files.hpp"

namespace bot::app {
namespace {

// Whether a command needs New York time, and so zone data. Commands that stop things do not.
bool needs_new_york(const Request& request) {
  if (const auto* schedule = std::get_if<ScheduleRequest>(&request))
    return schedule->action != ScheduleRequest::Action::kUninstall;
  if (const auto* alert = std::get_if<AlertRequest>(&request)) return alert->action != AlertRequest::Action::kShow;
  return !std::holds_alternative<HaltRequest>(request) && !std::holds_alternative<ConfigRequest>(request) &&
         !std::holds_alternative<InitRequest>(request);
}

}  // namespace

int run_program(int argc, char** argv) {
  const CommandLine line = parse_command_line(argc, argv);
  if (!line.request) {
    if (line.exit_code == 0) {
      std::fputs(line.text.c_str(), stdout);
      return 0;
    }
    return print_error(Error{ErrorCode::kUsage, line.text, "command line",
                             "bot --help lists the commands, bot COMMAND --help their flags."},
                       line.flags, "usage");
  }
  const auto zone_file = os::SystemFiles().read(calendar::kZoneFile);
  if (!zone_file || !calendar::is_whole_zone(*zone_file)) calendar::refuse_zone_data();
  os::keep_memory_private();
  net::watch_signals();
  const std::string_view command = command_name(*line.request);
  if (needs_new_york(*line.request))
    if (const auto zone = calendar::check_time_zone(); !zone) return print_error(zone.error(), line.flags, command);
  auto environment = Environment::open(line.flags, *line.request);
  if (!environment) return print_error(environment.error(), line.flags, command);
  const Result<int> done =
      std::visit([&](const auto& request) { return execute(request, **environment); }, *line.request);
  if (done) return *done;
  const config::Loaded& loaded = (*environment)->loaded;
  return print_error(done.error(), line.flags, command, {loaded.webhook, loaded.dead_man});
}

}  // namespace bot::app
