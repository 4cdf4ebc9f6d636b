// What systemd says of the installation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "systemd/install.hpp"

namespace bot::systemd {

struct UnitStatus {
  std::string name;
  bool loaded = false;
  bool enabled = false;
  std::string active;           // "active", "inactive", "failed", "activating"
  std::string result;           // "success", "exit-code", "timeout"; of services
  std::optional<UtcTime> next;  // of timers
  std::optional<UtcTime> last;  // timers: last time it fired; services: last end
};

struct Status {
  bool installed = false;
  std::optional<Mode> mode;
  bool systemd = false;                // it could be asked
  std::string problem;                 // why not
  bool current = true;                 // the files are what the configuration asks for today
  std::vector<UnitStatus> units;       // timers and path first
  std::vector<std::string> differing;  // files that are missing or not as rendered
};

// `options` are those the configuration asks for now; absent when it cannot be read.
[[nodiscard]] Status read_status(const Layout& layout, const std::optional<Options>& options, const Machine& machine);

// The timer of the runs, as the computer's systemd and this user's show it; one that shows nothing is not loaded. None:
// systemd does not run here.
struct TradingTimer {
  Scope scope = Scope::kSystem;
  UnitStatus unit;
};
[[nodiscard]] std::optional<std::vector<TradingTimer>> find_trading_timers(const Machine& machine);

// Blocks of KEY=VALUE as `systemctl show` prints them in UTC.
[[nodiscard]] std::vector<UnitStatus> parse_units(std::string_view shown);

}  // namespace bot::systemd
