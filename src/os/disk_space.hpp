// What is left where a folder lies.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace bot::os {

struct DiskLeft {
  std::uint64_t bytes = 0;
  std::uint64_t files = 0;
};
// Of the nearest folder on the way up that exists. kIo when nobody can tell.
[[nodiscard]] Result<DiskLeft> disk_left(std::string path);

}  // namespace bot::os
