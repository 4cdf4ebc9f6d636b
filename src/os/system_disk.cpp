#include "os/system_disk.hpp"

#include <sys/statvfs.h>

#include <limits>

#include "os/system_files.hpp"

namespace bot::os {

Result<ports::FileMode> SystemDisk::mode_of(const std::string& path) const { return os::mode_of(path); }

Result<ports::DiskSpace> SystemDisk::space_at(const std::string& path) const {
  for (std::string folder = path;;) {
    struct statvfs space {};
    if (statvfs(folder.empty() ? "." : folder.c_str(), &space) == 0)
      return ports::DiskSpace{.bytes = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize,
                              // Some file systems have no fixed number of files and say 0 of 0.
                              .files = space.f_files == 0 ? std::numeric_limits<std::uint64_t>::max() : space.f_favail};
    const auto slash = folder.rfind('/');
    if (folder.empty() || folder == "/") return fail(ErrorCode::kIo, "the free space cannot be determined", folder);
    folder = slash == std::string::npos ? std::string() : slash == 0 ? std::string("/") : folder.substr(0, slash);
  }
}

}  // namespace bot::os
