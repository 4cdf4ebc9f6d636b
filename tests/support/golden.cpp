#include "support/golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/shared.hpp"

namespace bot::test {

bool updates_golden() {
  const char* update = std::getenv("BOT_UPDATE_GOLDEN");
  return update != nullptr && std::string(update) == "1";
}

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(BOT_SOURCE "/tests/golden/") + name;
  if (updates_golden()) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing; BOT_UPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(text, read_file(path)) << "BOT_UPDATE_GOLDEN=1 writes " << path << " anew";
}

}  // namespace bot::test
