// The real file system behind ports::Files: what is written atomically is synced before it takes its name.
#pragma once

#include "ports/disk.hpp"
#include "ports/files.hpp"

namespace bot::os {

class SystemFiles final : public ports::Files {
 public:
  [[nodiscard]] bool exists(const std::string& path) const override;
  [[nodiscard]] Result<std::string> read(const std::string& path) const override;
  [[nodiscard]] Result<std::uint64_t> size(const std::string& path) const override;
  [[nodiscard]] Result<std::string> read_at(const std::string& path, std::uint64_t offset,
                                            std::size_t length) const override;
  Result<void> write_atomically(const std::string& path, std::string_view bytes, unsigned mode) override;
  Result<void> write_together(const std::vector<ports::NewFile>& files) override;
  Result<void> append_durably(const std::string& path, std::string_view bytes, unsigned mode) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& path) override;
  Result<void> make_folders(const std::string& path, unsigned mode) override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::string& folder) const override;
  Result<std::unique_ptr<ports::FileLock>> lock(const std::string& path) override;
};

// Permission bits and owner of a file, for the check of secrets' files. kIo when it cannot be looked at.
[[nodiscard]] Result<ports::FileMode> mode_of(const std::string& path);

}  // namespace bot::os
