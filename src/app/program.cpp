#include "app/program.hpp"

#include <cstdio>

#include "app/command_line/command_line.hpp"
#include "app/commands/commands.hpp"
#include "net/loop.hpp"
#include "os/private_memory.hpp"

namespace bot::app {

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
  os::keep_memory_private();
  net::watch_signals();
  const std::string_view command = command_name(*line.request);
  auto environment = Environment::open(line.flags, *line.request);
  if (!environment) return print_error(environment.error(), line.flags, command);
  const Result<int> done =
      std::visit([&](const auto& request) { return execute(request, **environment); }, *line.request);
  if (done) return *done;
  const config::Loaded& loaded = (*environment)->loaded;
  return print_error(done.error(), line.flags, command, {loaded.webhook, loaded.dead_man});
}

}  // namespace bot::app
