// What the units are made from: the installed configuration (or the one about to be installed), as the runs will see
// it.
#pragma once

#include <string>

#include "app/environment.hpp"
#include "systemd/install.hpp"

namespace bot::app {

// Where things are for this scope on this machine; XDG folders from the environment.
[[nodiscard]] Result<systemd::Layout> layout_for(systemd::Scope scope, const std::string& prefix = {});

// IB_... variables of a text of NAME=VALUE lines win over `config_file`, nothing else does: no folder, no .env, no
// variable of the person who asks.
[[nodiscard]] Result<config::Loaded> load_as_installed(const std::string& config_file,
                                                       const std::string& environment_text,
                                                       const systemd::Layout& layout);

// An error where the configuration cannot work under the units: relative data, folders they may not see.
[[nodiscard]] Result<systemd::Options> unit_options(const config::Loaded& loaded, Mode mode,
                                                    const systemd::Layout& layout, const ports::Files& files);

// The configuration the units read today; an error where it cannot be read.
[[nodiscard]] Result<config::Loaded> load_installed(const systemd::Layout& layout, const ports::Files& files);
// The options today's installed configuration asks for.
[[nodiscard]] Result<systemd::Options> installed_options(const systemd::Layout& layout, Mode mode,
                                                         const ports::Files& files);

}  // namespace bot::app
