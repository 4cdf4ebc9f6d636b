// The disk. Every write is whole or not at all: temporary file, flush, rename, flush of the folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace bot::ports {

class FileLock {
 public:
  virtual ~FileLock() = default;  // lets go
};

struct NewFile {
  std::string path;
  std::string bytes;
};

class Files {
 public:
  virtual ~Files() = default;
  // False only where it is certain that there is none: what cannot be looked at is an error to whoever reads it.
  [[nodiscard]] virtual bool exists(const std::string& path) const = 0;
  [[nodiscard]] virtual Result<std::string> read(const std::string& path) const = 0;
  // For files that grow without end; who holds a file in memory need not say more than read().
  [[nodiscard]] virtual Result<std::uint64_t> size(const std::string& path) const;
  // At most `length` bytes from `offset` on, fewer at the end of the file.
  [[nodiscard]] virtual Result<std::string> read_at(const std::string& path, std::uint64_t offset,
                                                    std::size_t length) const;
  virtual Result<void> write_atomically(const std::string& path, std::string_view bytes, unsigned mode = 0644) = 0;
  // Each whole or not at all, in no order: waits for the disk once, not file by file. The first that failed.
  virtual Result<void> write_together(const std::vector<NewFile>& files);
  // Appends and flushes to the disk before it returns.
  virtual Result<void> append_durably(const std::string& path, std::string_view bytes, unsigned mode = 0644) = 0;
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> remove(const std::string& path) = 0;  // no error when it was not there
  virtual Result<void> make_folders(const std::string& path, unsigned mode = 0755) = 0;
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::string& folder) const = 0;  // names, sorted
  // Exclusive kernel lock, not waited for: kLocked when another process has it.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
};

}  // namespace bot::ports
