// Help as wide as the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bot::app {

// Lines of at most `width` columns (0: as they are): what follows the gap between an option and its words goes on below
// those words. Examples stay whole, to be copied.
[[nodiscard]] std::string wrap_help(std::string_view text, std::size_t width);

}  // namespace bot::app
