// Random bytes from the kernel, for keys.
#pragma once

#include <string>

#include "base/result.hpp"

namespace bot::os {

// `count` bytes (at most 256) in hexadecimal.
[[nodiscard]] Result<std::string> random_hex(std::size_t count);

}  // namespace bot::os
