// What only the program knows, added to the options that the configuration filled.
#pragma once

#include "config/settings.hpp"

namespace bot::app {

[[nodiscard]] tws::Options client_options(const config::Settings& settings, const ports::Endpoint& endpoint,
                                          std::int64_t client_id, const AccountId& account);
// With this program's version; mode, account, folders and hashes are the command's.
[[nodiscard]] run::RunOptions run_options(const config::Settings& settings);

}  // namespace bot::app
