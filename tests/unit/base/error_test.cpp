#include "base/error.hpp"

#include <gtest/gtest.h>

namespace bot {
namespace {

TEST(Error, EachLayerAddsItsContextOutside) {
  const Error closed{ErrorCode::kRefused, "code 200: no such port", "127.0.0.1:4002", "Start it"};
  const Error seen = closed.in("connecting to the gateway").in("reading the account");
  EXPECT_EQ(seen.context, (std::vector<std::string>{"reading the account", "connecting to the gateway"}));
  EXPECT_EQ(seen.what, "code 200: no such port");  // a colon in a text makes no layer of it
  EXPECT_EQ(seen.message(), "reading the account: connecting to the gateway: code 200: no such port");
  EXPECT_EQ(seen.text(),
            "reading the account: connecting to the gateway: code 200: no such port (127.0.0.1:4002). Start it");
  EXPECT_EQ(closed.message(), "code 200: no such port");
}

}  // namespace
}  // namespace bot
