#include "ports/files.hpp"

namespace bot::ports {

Result<std::uint64_t> Files::size(const std::string& path) const {
  BOT_TRY(const std::string bytes, read(path));
  return bytes.size();
}

Result<std::string> Files::read_at(const std::string& path, std::uint64_t offset, std::size_t length) const {
  BOT_TRY(const std::string bytes, read(path));
  return offset >= bytes.size() ? std::string() : bytes.substr(static_cast<std::size_t>(offset), length);
}

Result<void> Files::write_together(const std::vector<NewFile>& files) {
  for (const NewFile& file : files) BOT_TRY_VOID(write_atomically(file.path, file.bytes));
  return {};
}

}  // namespace bot::ports
