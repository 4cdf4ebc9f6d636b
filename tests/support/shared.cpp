#include "support/shared.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace bot::test {

std::string shared_folder() {
  const char* set = std::getenv("BOT_SHARED");
  return set != nullptr && *set != '\0' ? set : BOT_SHARED_DEFAULT;
}

bool shared_has(const std::string& path) { return std::filesystem::exists(shared_folder() + "/" + path); }

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

ScratchFolder::ScratchFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "bot-test-XXXXXX").string();
  path_ = mkdtemp(pattern.data());
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace bot::test
