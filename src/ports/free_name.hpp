// Names for what is kept beside something newer.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "ports/files.hpp"

namespace bot::ports {

// `path`, or with "-2", "-3", ... behind it where that is taken.
[[nodiscard]] inline std::string free_name(const Files& files, const std::string& path) {
  std::string name = path;
  for (int number = 2; files.exists(name); ++number) name = fmt::format("{}-{}", path, number);
  return name;
}

// What `path` is called when it is not the one in use: "DU0000001.taken-over".
[[nodiscard]] inline std::string aside_name(const std::string& path, std::string_view why) {
  return fmt::format("{}.{}", path, why);
}
// Whether this is such a name: what is in use has no full stop in its own.
[[nodiscard]] inline bool is_aside_name(std::string_view name) { return name.find('.') != std::string_view::npos; }

}  // namespace bot::ports
