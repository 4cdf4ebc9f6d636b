// The folder with other people's prices and frames: BOT_SHARED in the environment, else what CMake was given.
#pragma once

#include <gtest/gtest.h>

#include <string>

namespace bot::test {

[[nodiscard]] std::string shared_folder();               // may not exist
[[nodiscard]] bool shared_has(const std::string& path);  // relative path
[[nodiscard]] std::string read_file(const std::string& path);
// A new empty folder that is removed when the object goes.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace bot::test

// Skips the test, saying so, where ../shared lacks `path`.
#define BOT_NEEDS_SHARED(path)        \
  if (!::bot::test::shared_has(path)) \
  GTEST_SKIP() << "no " << ::bot::test::shared_folder() << "/" << (path) << "; set BOT_SHARED to the folder that has it"
