#include "os/kept_memory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <vector>

#include "support/sanitized.hpp"

namespace bot::os {
namespace {

long page_faults() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_minflt;
}

// As many bytes as a back-test has, in lists.
void fill_lists() {
  std::vector<std::vector<char>> lists(8);
  for (auto& list : lists) list.assign(500'000, 'x');
}

TEST(KeptMemory, WhatIsFreedIsThereWhenItIsNeededAgain) {
  if (test::kSanitized) GTEST_SKIP() << "a sanitizer has an allocator of its own";
  keep_freed_memory();
  fill_lists();
  const long before = page_faults();
  fill_lists();
  EXPECT_LT(page_faults() - before, 100);
}

}  // namespace
}  // namespace bot::os
