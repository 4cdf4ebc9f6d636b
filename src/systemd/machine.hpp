// Small steps of installing. Inside of this room.
#pragma once

#include <string>
#include <vector>

#include "systemd/install.hpp"

namespace bot::systemd {

// Runs a program that must succeed; its own output is the error.
[[nodiscard]] Result<std::string> run_or_fail(const Machine& machine, const std::vector<std::string>& arguments);
[[nodiscard]] std::vector<std::string> systemctl(Scope scope, std::vector<std::string> arguments);
[[nodiscard]] bool runs_systemd(const Machine& machine);
// On the machine itself, not below a prefix.
[[nodiscard]] inline bool is_real(const Layout& layout) { return layout.prefix.empty(); }

}  // namespace bot::systemd
