// A disk in memory: files by path, folders as far as there is something in them.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "ports/files.hpp"

namespace bot::fakes {

class MemoryFiles final : public ports::Files {
 public:
  MemoryFiles() = default;
  ~MemoryFiles() override = default;
  MemoryFiles(const MemoryFiles& other) : files(other.files), write_fails(other.write_fails) {}  // locks are not copied
  MemoryFiles& operator=(const MemoryFiles& other) {
    if (this == &other) return *this;
    files = other.files;
    write_fails = other.write_fails;
    return *this;
  }
  [[nodiscard]] bool exists(const std::string& path) const override;  // a file, or a folder with something in it
  [[nodiscard]] Result<std::string> read(const std::string& path) const override;
  Result<void> write_atomically(const std::string& path, std::string_view bytes, unsigned mode) override;
  Result<void> append_durably(const std::string& path, std::string_view bytes, unsigned mode) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& path) override;
  Result<void> make_folders(const std::string&, unsigned) override { return {}; }
  // Names right inside the folder; none where there is no such folder.
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& folder) const override;
  Result<std::unique_ptr<ports::FileLock>> lock(const std::string& path) override;

  std::map<std::string, std::string> files;
  std::function<bool(const std::string& path)> write_fails;  // a disk that is full for these

 private:
  [[nodiscard]] Result<void> check_write(const std::string& path) const;

  // Shared with the locks that are held, which may outlive the disk.
  std::shared_ptr<std::set<std::string>> locked_ = std::make_shared<std::set<std::string>>();
};

}  // namespace bot::fakes
