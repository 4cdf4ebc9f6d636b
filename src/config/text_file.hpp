// A small text file, whole; kConfig when it is missing, not a file, too large or unreadable.
#pragma once

#include <string>

#include "base/result.hpp"

namespace bot::config {

[[nodiscard]] Result<std::string> read_text_file(const std::string& path, const std::string& shown);

}  // namespace bot::config
