// What a disk says of its files and of itself, beside their content.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"

namespace bot::ports {

struct FileMode {
  unsigned bits = 0;  // permission bits, as chmod takes them
  bool is_symlink = false;
  bool is_ours = false;  // belongs to the user of this process
};
struct DiskSpace {
  std::uint64_t bytes = 0;  // free
  std::uint64_t files = 0;  // that still fit
};

class Disk {
 public:
  virtual ~Disk() = default;
  // kIo when the file cannot be looked at.
  [[nodiscard]] virtual Result<FileMode> mode_of(const std::string& path) const = 0;
  // For the nearest existing folder on the way up. kIo when it cannot be determined.
  [[nodiscard]] virtual Result<DiskSpace> space_at(const std::string& path) const = 0;
};

}  // namespace bot::ports
