// Texts made from the tree of commands, so that they cannot be stale: completion for three shells, the manual page.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace bot::app {

[[nodiscard]] std::string bash_completion(const CLI::App& app);
[[nodiscard]] std::string zsh_completion(const CLI::App& app);
[[nodiscard]] std::string fish_completion(const CLI::App& app);
// Macros of man(7).
[[nodiscard]] std::string man_page(const CLI::App& app);

}  // namespace bot::app
