// A Discord webhook body as Discord would show it, drawn with characters; for terminals and tests.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace bot::notify {

struct TerminalOptions {
  std::size_t width = 80;
  bool colour = false;
};

// kData when the body is not a webhook body.
[[nodiscard]] Result<std::string> terminal_message(std::string_view discord_body, const TerminalOptions& options = {});

}  // namespace bot::notify
