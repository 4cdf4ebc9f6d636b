#include "parquet/atomic_write.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace bot::parquet {
namespace {

class OpenFile {
 public:
  explicit OpenFile(int descriptor) : descriptor_(descriptor) {}
  ~OpenFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int get() const { return descriptor_; }
  bool close() {
    const int descriptor = std::exchange(descriptor_, -1);
    return ::close(descriptor) == 0;
  }

 private:
  int descriptor_;
};

tl::unexpected<Error> write_failed(const char* doing, const std::string& path) {
  return fail(
      Error{ErrorCode::kIo, std::strerror(errno), path, "Check permissions and free space of the folder."}.in(doing));
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<void> write_temporary(const std::string& temporary, std::string_view bytes) {
  OpenFile file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return write_failed("cannot create the file", temporary);
  if (!write_all(file.get(), bytes)) return write_failed("cannot write", temporary);
  if (::fsync(file.get()) != 0) return write_failed("cannot flush", temporary);
  if (!file.close()) return write_failed("cannot close", temporary);
  return {};
}

}  // namespace

Result<void> write_whole_file(const std::string& path, std::string_view bytes) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code made;
  if (!folder.empty()) std::filesystem::create_directories(folder, made);
  if (made)
    return fail(
        Error{ErrorCode::kIo, made.message(), folder.string(), "Check its permissions."}.in("cannot make the folder"));
  const std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  if (auto written = write_temporary(temporary, bytes); !written) {
    ::unlink(temporary.c_str());
    return written;
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) {
    const auto failed = write_failed("cannot rename the temporary file", path);
    ::unlink(temporary.c_str());
    return failed;
  }
  const OpenFile opened(::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0 || ::fsync(opened.get()) != 0) return write_failed("cannot flush the folder", folder.string());
  return {};
}

}  // namespace bot::parquet
