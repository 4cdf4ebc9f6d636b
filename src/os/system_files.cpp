#include "os/system_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <future>
#include <set>
#include <utility>

namespace bot::os {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> io_error(std::string_view doing, const std::string& path, int error) {
  std::string fix;
  if (error == ENOSPC || error == EDQUOT) fix = "Free some space on this disk.";
  if (error == EACCES || error == EPERM || error == EROFS) fix = "Check owner and permissions.";
  return fail(Error{ErrorCode::kIo, std::strerror(error), path, fix}.in(fmt::format("cannot {}", doing)));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }
  // Closes now and says whether that went well: some file systems report a failed write only here.
  [[nodiscard]] bool close() { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

std::string folder_of(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

Result<void> sync_folder(const std::string& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return io_error("flush the folder", folder, errno);
  return {};
}

Result<void> write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return io_error("write", path, errno);
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

class SystemLock final : public ports::FileLock {
 public:
  explicit SystemLock(int fd) : fd_(fd) {}

 private:
  Descriptor fd_;  // closing lets go
};

// The file is there whole, or the old one still is; that it has this name lasts once its folder is on the disk.
Result<void> replace(const std::string& path, std::string_view bytes, unsigned mode) {
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  const auto give_up = [&](std::string_view doing, int error) {
    ::unlink(temporary.c_str());
    return io_error(doing, path, error);
  };
  Descriptor fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
  if (fd.get() < 0) return io_error("create", temporary, errno);
  if (::fchmod(fd.get(), mode) != 0) return give_up("set the mode of", errno);
  if (auto written = write_all(fd.get(), bytes, path); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (::fsync(fd.get()) != 0) return give_up("flush", errno);
  if (!fd.close()) return give_up("close", errno);
  if (::rename(temporary.c_str(), path.c_str()) != 0) return give_up("put in place", errno);
  return {};
}

}  // namespace

bool SystemFiles::exists(const std::string& path) const {
  struct stat info {};
  // Only "there is no such entry" is an absence. What may not be looked at is there until whoever reads it learns why
  // not; so is a link whose target is away.
  return ::stat(path.c_str(), &info) == 0 || errno != ENOENT || ::lstat(path.c_str(), &info) == 0;
}

Result<std::string> SystemFiles::read(const std::string& path) const {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return io_error("open", path, errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) == 0 && S_ISDIR(info.st_mode)) return io_error("read", path, EISDIR);
  std::string bytes;
  char buffer[65536];
  for (;;) {
    const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error("read", path, errno);
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

Result<std::uint64_t> SystemFiles::size(const std::string& path) const {
  std::error_code error;
  const std::uintmax_t bytes = fs::file_size(path, error);
  if (error) return io_error("open", path, error.value());
  return bytes;
}

Result<std::string> SystemFiles::read_at(const std::string& path, std::uint64_t offset, std::size_t length) const {
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return io_error("open", path, errno);
  std::string bytes(length, '\0');
  std::size_t filled = 0;
  while (filled < length) {
    const ssize_t count =
        ::pread(fd.get(), bytes.data() + filled, length - filled, static_cast<off_t>(offset + filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io_error("read", path, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

Result<void> SystemFiles::write_atomically(const std::string& path, std::string_view bytes, unsigned mode) {
  BOT_TRY_VOID(make_folders(folder_of(path), 0755));
  BOT_TRY_VOID(replace(path, bytes, mode));
  return sync_folder(folder_of(path));
}

// Side by side: the disk takes what comes while it is busy in one go; each folder once, when all are in it.
Result<void> SystemFiles::write_together(const std::vector<ports::NewFile>& files) {
  std::set<std::string> folders;
  for (const ports::NewFile& file : files) folders.insert(folder_of(file.path));
  for (const std::string& folder : folders) BOT_TRY_VOID(make_folders(folder, 0755));
  std::vector<std::future<Result<void>>> writing;
  for (const ports::NewFile& file : files)
    writing.push_back(std::async(std::launch::async, [&] { return replace(file.path, file.bytes, 0644); }));
  for (const auto& one : writing) one.wait();
  Result<void> synced;
  for (const std::string& folder : folders)
    if (auto one = sync_folder(folder); !one && synced) synced = std::move(one);
  for (auto& one : writing) BOT_TRY_VOID(one.get());
  return synced;
}

Result<void> SystemFiles::append_durably(const std::string& path, std::string_view bytes, unsigned mode) {
  BOT_TRY_VOID(make_folders(folder_of(path), 0755));
  const bool is_new = !exists(path);
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, mode));
  if (fd.get() < 0) return io_error("open", path, errno);
  // What is not known to last is taken back, so that nobody who got the error meets it at his next start. (A
  // machine that loses its power right then may still show it.)
  const off_t before = ::lseek(fd.get(), 0, SEEK_END);
  const auto taken_back = [&](Result<void> failed) {
    if (before >= 0) (void)!::ftruncate(fd.get(), before);
    return failed;
  };
  if (auto written = write_all(fd.get(), bytes, path); !written) return taken_back(std::move(written));
  if (::fsync(fd.get()) != 0) return taken_back(io_error("flush", path, errno));
  if (auto synced = is_new ? sync_folder(folder_of(path)) : Result<void>{}; !synced)
    return taken_back(std::move(synced));
  return fd.close() ? Result<void>{} : io_error("close", path, errno);
}

Result<void> SystemFiles::rename(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return io_error(fmt::format("rename to {}", to), from, errno);
  BOT_TRY_VOID(sync_folder(folder_of(to)));
  return folder_of(from) == folder_of(to) ? Result<void>{} : sync_folder(folder_of(from));
}

Result<void> SystemFiles::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return io_error("remove", path, errno);
  return {};
}

Result<void> SystemFiles::make_folders(const std::string& path, unsigned mode) {
  if (path.empty() || exists(path)) return {};
  BOT_TRY_VOID(make_folders(fs::path(path).parent_path().string(), mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return io_error("create the folder", path, errno);
  return {};
}

Result<std::vector<std::string>> SystemFiles::list(const std::string& folder) const {
  std::error_code error;
  std::vector<std::string> names;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  if (error) return io_error("list", folder, error.value());
  std::ranges::sort(names);
  return names;
}

Result<std::unique_ptr<ports::FileLock>> SystemFiles::lock(const std::string& path) {
  BOT_TRY_VOID(make_folders(folder_of(path), 0755));
  const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
  if (fd < 0) return io_error("open", path, errno);
  auto held = std::make_unique<SystemLock>(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return io_error("lock", path, errno);
    return fail(ErrorCode::kLocked, "another process holds the lock", path, "Wait until it has ended.");
  }
  return held;
}

Result<ports::FileMode> mode_of(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return io_error("look at", path, errno);
  const bool is_symlink = S_ISLNK(info.st_mode);
  if (is_symlink && ::stat(path.c_str(), &info) != 0) return io_error("look at", path, errno);
  return ports::FileMode{
      .bits = info.st_mode & 07777U, .is_symlink = is_symlink, .is_ours = info.st_uid == ::geteuid()};
}

}  // namespace bot::os
