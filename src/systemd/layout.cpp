#include "systemd/layout.hpp"

#include <fmt/format.h>

namespace bot::systemd {
namespace {

void fill_below(Layout& layout) {
  layout.program = layout.program_folder + "/bin/bot";
  layout.notifier_config = layout.program_folder + "/notifier.yaml";
  layout.config_file = layout.config_folder + "/config.local.yaml";
  layout.environment_file = layout.config_folder + "/environment";
  layout.credentials_folder = layout.config_folder + "/credentials";
}

}  // namespace

Layout system_layout(const std::string& prefix) {
  Layout layout;
  layout.scope = Scope::kSystem;
  layout.prefix = prefix;
  layout.program_folder = fmt::format("/opt/{}", kName);
  layout.hand_program = fmt::format("/usr/local/bin/{}", kName);
  layout.config_folder = fmt::format("/etc/{}", kName);
  layout.state_folder = fmt::format("/var/lib/{}", kName);
  layout.unit_folder = "/etc/systemd/system";
  layout.log_file = fmt::format("/var/log/{}.log", kName);
  layout.error_log_file = fmt::format("/var/log/{}-error.log", kName);
  layout.log_rotation = fmt::format("/etc/logrotate.d/{}", kName);
  fill_below(layout);
  return layout;
}

Layout user_layout(const Folders& folders, const std::string& prefix) {
  const std::string config = folders.xdg_config.empty() ? folders.home + "/.config" : folders.xdg_config;
  const std::string state = folders.xdg_state.empty() ? folders.home + "/.local/state" : folders.xdg_state;
  Layout layout;
  layout.scope = Scope::kUser;
  layout.prefix = prefix;
  layout.program_folder = fmt::format("{}/.local/lib/{}", folders.home, kName);
  layout.hand_program = fmt::format("{}/.local/bin/{}", folders.home, kName);
  layout.config_folder = fmt::format("{}/{}", config, kName);
  layout.state_folder = fmt::format("{}/{}", state, kName);
  layout.unit_folder = config + "/systemd/user";
  layout.log_file = fmt::format("{}/log/{}.log", layout.state_folder, kName);
  layout.error_log_file = fmt::format("{}/log/{}-error.log", layout.state_folder, kName);
  layout.log_rotation = fmt::format("{}/logrotate.conf", layout.program_folder);
  fill_below(layout);
  return layout;
}

}  // namespace bot::systemd
