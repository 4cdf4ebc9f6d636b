#include "base/wording.hpp"

#include <gtest/gtest.h>

namespace bot {
namespace {

TEST(Wording, OneIsNotMany) {
  EXPECT_EQ(counted(1, "order"), "1 order");
  EXPECT_EQ(counted(0, "order"), "0 orders");
  EXPECT_EQ(counted(std::size_t{2}, "position"), "2 positions");
}

TEST(Wording, ASentenceEndsOnce) {
  EXPECT_EQ(with_full_stop("bot arm"), "bot arm.");
  EXPECT_EQ(with_full_stop("bot arm."), "bot arm.");
  EXPECT_EQ(with_full_stop(""), "");
}

}  // namespace
}  // namespace bot
