// The alert for a unit that ended badly and could not raise one itself.
#pragma once

#include <optional>
#include <string>

#include "ports/notifier.hpp"

namespace bot::systemd {

struct UnitEnd {       // systemd's MONITOR_... variables of the unit that OnFailure= starts
  std::string unit;    // "portfolio-rebalance"
  std::string result;  // MONITOR_SERVICE_RESULT: exit-code, signal, core-dump, timeout, oom-kill, resources, ...
  std::string code;    // MONITOR_EXIT_CODE: exited, killed, dumped
  std::string status;  // MONITOR_EXIT_STATUS: 3, KILL
  std::string log_file;
  UtcTime at{};
  bool simulated = false;
};

// None where the program ended on its own with a code that it has put an alert in the outbox for.
[[nodiscard]] std::optional<ports::Alert> failure_alert(const UnitEnd& end);

}  // namespace bot::systemd
