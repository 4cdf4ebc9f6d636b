// host:port, as the configuration and the command line write it.
#include <gtest/gtest.h>

#include "ports/network.hpp"

namespace bot::ports {
namespace {

TEST(Endpoint, IsAHostAndAPort) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:4002"), (Endpoint{.host = "127.0.0.1", .port = 4002}));
  EXPECT_EQ(parse_endpoint("gateway.example:65535"), (Endpoint{.host = "gateway.example", .port = 65535}));
  EXPECT_EQ(parse_endpoint("[::1]:4002"), (Endpoint{.host = "[::1]", .port = 4002}));
  EXPECT_EQ(parse_endpoint("localhost:0"), (Endpoint{.host = "localhost", .port = 0})) << "0 takes a free one";
}

TEST(Endpoint, AnyOtherTextIsNone) {
  for (const char* text : {"", ":", "localhost", "localhost:", ":4002", "localhost:-1", "localhost:65536",
                           "localhost:99999999999999999999", "localhost:4002x", "localhost:port"})
    EXPECT_EQ(parse_endpoint(text), std::nullopt) << text;
}

}  // namespace
}  // namespace bot::ports
