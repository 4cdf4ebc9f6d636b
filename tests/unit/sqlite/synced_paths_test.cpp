// Every fsync of this program is written down here before it is done: SQLite's as well, which asks the same function.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>

#include "unit/sqlite/synced_paths.hpp"

namespace bot::sqlite {

std::vector<std::string>& synced_paths() {
  static std::vector<std::string> paths;
  return paths;
}

namespace {

void note(int descriptor) {
  std::error_code none;
  const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), none);
  synced_paths().push_back(path.string());
}

}  // namespace
}  // namespace bot::sqlite

extern "C" int fsync(int descriptor) {
  bot::sqlite::note(descriptor);
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}
extern "C" int fdatasync(int descriptor) {
  bot::sqlite::note(descriptor);
  return static_cast<int>(syscall(SYS_fdatasync, descriptor));
}
