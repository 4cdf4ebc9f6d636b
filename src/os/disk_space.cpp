#include "os/disk_space.hpp"

#include <sys/statvfs.h>

#include <limits>

namespace bot::os {

Result<DiskLeft> disk_left(std::string path) {
  for (;;) {
    struct statvfs space {};
    if (statvfs(path.empty() ? "." : path.c_str(), &space) == 0)
      return DiskLeft{.bytes = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize,
                      // Some file systems have no fixed number of files and say 0 of 0.
                      .files = space.f_files == 0 ? std::numeric_limits<std::uint64_t>::max() : space.f_favail};
    const auto slash = path.rfind('/');
    if (path.empty() || path == "/") return fail(ErrorCode::kIo, "the free space of the disk cannot be told", path);
    path = slash == std::string::npos ? std::string() : slash == 0 ? std::string("/") : path.substr(0, slash);
  }
}

}  // namespace bot::os
