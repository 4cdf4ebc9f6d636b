// Where an installation keeps its things. System-wide: outside every home folder. For one user: the XDG folders.
#pragma once

#include <string>
#include <string_view>

#include "schedule/timers.hpp"

namespace bot::systemd {

inline constexpr const char* kName = schedule::kUnitName;

enum class Scope { kSystem, kUser };
[[nodiscard]] constexpr std::string_view name(Scope scope) { return scope == Scope::kUser ? "user" : "system"; }

struct Folders {  // of the person who asks; only Scope::kUser looks at them
  std::string home;
  std::string xdg_config;  // $XDG_CONFIG_HOME; empty: ~/.config
  std::string xdg_state;   // $XDG_STATE_HOME; empty: ~/.local/state
};

struct Layout {
  Scope scope = Scope::kSystem;
  std::string prefix;  // put before every path when files are written, never into their text; empty: the machine itself
  std::string program_folder;  // bin/ and lib/, and the notifier's own configuration
  std::string program;         // the copy of bot
  std::string hand_program;    // a short script: bot by hand, seeing what the scheduled runs see
  std::string config_folder;
  std::string config_file;
  std::string environment_file;    // IB_... that stood in the environment or in .env
  std::string credentials_folder;  // one file a secret
  std::string notifier_config;     // what the notifier needs to know, whatever becomes of the configuration
  std::string state_folder;        // where the runs are started: ledger, cache, reports
  std::string unit_folder;
  std::string log_file;
  std::string error_log_file;
  std::string log_rotation;

  // Where the runs find what their configuration calls `path`.
  [[nodiscard]] std::string below_state_folder(const std::string& path) const {
    return path.starts_with('/') ? path : state_folder + "/" + path;
  }
  [[nodiscard]] std::string on_disk(const std::string& path) const { return prefix + path; }
};

[[nodiscard]] Layout system_layout(const std::string& prefix);
[[nodiscard]] Layout user_layout(const Folders& folders, const std::string& prefix);

}  // namespace bot::systemd
