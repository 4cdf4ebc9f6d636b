// The free space of the file system that a folder lies on, and a file's permissions.
#pragma once

#include "ports/disk.hpp"

namespace bot::os {

class SystemDisk final : public ports::Disk {
 public:
  [[nodiscard]] Result<ports::FileMode> mode_of(const std::string& path) const override;
  [[nodiscard]] Result<ports::DiskSpace> space_at(const std::string& path) const override;
};

}  // namespace bot::os
