// Which addresses secrets may be sent to: https, and http to the own machine.
#pragma once

#include <string_view>

namespace bot {

[[nodiscard]] bool is_allowed_address(std::string_view url);
[[nodiscard]] bool is_loopback_address(std::string_view url);  // http or https to localhost, 127.x.x.x or [::1]

}  // namespace bot
