// A name for what is kept beside something newer.
#pragma once

#include <fmt/format.h>

#include <string>

#include "ports/files.hpp"

namespace bot::ports {

// `path`, or with "-2", "-3", ... behind it where that is taken.
[[nodiscard]] inline std::string free_name(const Files& files, const std::string& path) {
  std::string name = path;
  for (int number = 2; files.exists(name); ++number) name = fmt::format("{}-{}", path, number);
  return name;
}

}  // namespace bot::ports
