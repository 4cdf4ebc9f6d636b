// `bot config show|check`.
#include "base/wording.hpp"
#include "config/load.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "config/render.hpp"

namespace bot::app {

Result<int> execute(const ConfigRequest& request, Environment& environment) {
  const auto document = config::show_json(environment.loaded);
  if (request.show) {
    environment.print(document, config::show_text(environment.loaded, environment.style.width));
    return 0;
  }
  std::string read;
  for (const std::string& file : environment.loaded.files) read += (read.empty() ? "" : ", ") + file;
  const std::size_t warnings = environment.loaded.warnings.size();
  environment.print(document,
                    fmt::format("configuration is good ({}){}\n", read.empty() ? "built-in defaults" : read,
                                warnings == 0 ? "" : fmt::format(", {} above", counted(warnings, "warning"))));
  return 0;
}

}  // namespace bot::app
