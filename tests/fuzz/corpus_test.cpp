// Every file of the corpora, and what a few thousand small accidents make of them, through every target: what a fuzzer
// once found stays fixed, in the ordinary build and under the sanitizers.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "fuzz/targets.hpp"
#include "support/shared.hpp"

namespace bot::fuzz {
namespace {

std::vector<std::string> corpus(std::string_view name) {
  std::vector<std::string> files;
  const std::filesystem::path folder = std::filesystem::path(BOT_TEST_DATA) / "fuzz" / name;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

// One accident: a byte changed, taken out or put in, or the rest cut off.
std::string damaged(std::string bytes, Rng& rng) {
  for (int accidents = 1 + static_cast<int>(rng.below(4)); accidents > 0 && !bytes.empty(); --accidents) {
    const std::size_t at = rng.below(bytes.size());
    const char byte = static_cast<char>(rng.below(256));
    switch (rng.below(4)) {
      case 0:
        bytes[at] = byte;
        break;
      case 1:
        bytes.erase(at, 1 + rng.below(8));
        break;
      case 2:
        bytes.insert(at, 1 + rng.below(8), byte);
        break;
      default:
        bytes.resize(at);
        break;
    }
  }
  return bytes;
}

class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, IsReadWithoutADefect) {
  const Target target = GetParam();
  target.run("");
  const std::vector<std::string> files = corpus(target.name);
  ASSERT_GE(files.size(), 2u);
  for (const std::string& file : files) {
    SCOPED_TRACE(file);
    const std::string bytes = test::read_file(file);
    target.run(bytes);
    Rng rng(7, {bytes.size()});
    for (int round = 0; round < 200; ++round) target.run(damaged(bytes, rng));
  }
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, testing::ValuesIn(targets()),
                         [](const testing::TestParamInfo<Target>& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace bot::fuzz
