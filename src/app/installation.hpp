// What the units are made from: the installed configuration (or the one about to be installed), as the runs will see
// it.
#pragma once

#include <string>

#include "app/environment.hpp"
#include "units/install.hpp"

namespace bot::app {

// Where things are for this scope on this machine; XDG folders from the environment.
[[nodiscard]] Result<units::Layout> layout_for(units::Scope scope, const std::string& prefix = {});

// IB_... variables of a text of NAME=VALUE lines win over `config_file`, nothing else does: no folder, no .env, no
// variable of the person who asks.
[[nodiscard]] Result<config::Loaded> load_as_installed(const std::string& config_file,
                                                       const std::string& environment_text,
                                                       const units::Layout& layout);

// An error where the configuration cannot work under the units: relative data, folders they may not see.
[[nodiscard]] Result<units::Options> unit_options(const config::Loaded& loaded, units::Mode mode,
                                                  const units::Layout& layout, const ports::Files& files);

// The configuration the units read today; an error where it cannot be read.
[[nodiscard]] Result<config::Loaded> load_installed(const units::Layout& layout, const ports::Files& files);
// The options today's installed configuration asks for.
[[nodiscard]] Result<units::Options> installed_options(const units::Layout& layout, units::Mode mode,
                                                       const ports::Files& files);

}  // namespace bot::app
