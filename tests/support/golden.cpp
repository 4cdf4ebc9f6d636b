#include "support/golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/shared.hpp"

namespace bot::test {

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(BOT_SOURCE "/tests/golden/") + name;
  const char* update = std::getenv("BOT_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(path)) << path << " is missing; BOT_UPDATE_GOLDEN=1 writes it";
  EXPECT_EQ(text, read_file(path)) << "BOT_UPDATE_GOLDEN=1 writes " << path << " anew";
}

}  // namespace bot::test
