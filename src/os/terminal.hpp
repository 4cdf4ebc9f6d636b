// What the terminal can do.
#pragma once

namespace bot::os {

[[nodiscard]] bool stdout_is_terminal();
[[nodiscard]] bool stderr_is_terminal();
// Columns of the terminal, or of COLUMNS; 0 when piped and not told.
[[nodiscard]] int terminal_width();

}  // namespace bot::os
