// What the terminal can do.
#pragma once

#include <string>

#include "base/result.hpp"

namespace bot::os {

[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stdout_is_terminal();
[[nodiscard]] bool stderr_is_terminal();
// Columns of the terminal, or of COLUMNS; 0 when piped and neither is known.
[[nodiscard]] int terminal_width();
// Puts the question on stderr and waits for a line. kInterrupted on Ctrl-C, kUsage at the end of the input.
enum class Echo { kShown, kHidden };
[[nodiscard]] Result<std::string> prompt(const std::string& question, Echo echo = Echo::kShown);

}  // namespace bot::os
