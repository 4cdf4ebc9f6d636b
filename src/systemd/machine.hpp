// Small steps of installing. Inside of this room.
#pragma once

#include <string>
#include <vector>

#include "systemd/install.hpp"

namespace bot::systemd {

// Runs a program that must succeed; its own output is the error.
[[nodiscard]] Result<std::string> run_or_fail(const Machine& machine, const std::vector<std::string>& arguments);
// systemctl of the layout's scope.
[[nodiscard]] std::vector<std::string> systemctl(const Layout& layout, std::vector<std::string> arguments);
// On the machine itself, not below a prefix.
[[nodiscard]] inline bool is_real(const Layout& layout) { return layout.prefix.empty(); }

}  // namespace bot::systemd
