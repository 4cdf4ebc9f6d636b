#include "wire/handshake.hpp"

#include <gtest/gtest.h>

namespace bot::wire {
namespace {

TEST(Frame, ComesOutWholeHoweverItArrives) {
  const std::string first(300, 'x');
  const std::string bytes = frame(first) + frame("") + frame("abc");
  FrameSplitter at_once;
  at_once.feed(bytes);
  FrameSplitter byte_by_byte;
  std::vector<std::string> slow;
  for (const char c : bytes) {
    byte_by_byte.feed(std::string_view(&c, 1));
    for (;;) {
      auto next = byte_by_byte.next();
      ASSERT_TRUE(next.has_value());
      if (!*next) break;
      slow.push_back(**next);
    }
  }
  EXPECT_EQ(slow, (std::vector<std::string>{first, "", "abc"}));
  for (const auto& expected : slow) EXPECT_EQ(at_once.next().value(), expected);
  EXPECT_EQ(at_once.next().value(), std::nullopt);
}

TEST(Frame, TooLongIsTheEndOfTheStream) {
  FrameSplitter splitter;
  splitter.feed(std::string("\x01\x00\x00\x00", 4));
  EXPECT_EQ(splitter.next().error().code, ErrorCode::kProtocol);
  EXPECT_EQ(splitter.next().error().code, ErrorCode::kProtocol);
  FrameSplitter largest;
  largest.feed(std::string("\x00\xFF\xFF\xFF", 4));
  EXPECT_EQ(largest.next().value(), std::nullopt);
}

TEST(Handshake, ClientOpensAsTheProtocolSays) {
  EXPECT_EQ(client_hello_bytes({kOffered, ""}), std::string("API\0\0\0\0\x09v176..200", 17));
  EXPECT_EQ(client_hello_bytes({{178, 178}, ""}), std::string("API\0\0\0\0\x04v178", 12));
}

TEST(Handshake, ServerReadsAnyOpening) {
  struct Case {
    std::string payload;
    ClientHello hello;
  };
  const std::vector<Case> cases = {{"v157..178", {{157, 178}, ""}},
                                   {"v178", {{178, 178}, ""}},
                                   {"v100..225 +PACEAPI", {{100, 225}, "+PACEAPI"}},
                                   {std::string("v100..157\0", 10), {{100, 157}, ""}}};
  for (const auto& [payload, hello] : cases) {
    HelloReader reader;
    const auto bytes = std::string("API\0", 4) + frame(payload) + "rest";
    for (std::size_t i = 0; i + 5 < bytes.size(); ++i) {
      reader.feed(bytes.substr(i, 1));
      ASSERT_EQ(reader.next().value(), std::nullopt);
    }
    reader.feed(bytes.substr(bytes.size() - 5));
    EXPECT_EQ(reader.next().value(), hello) << payload;
    EXPECT_EQ(reader.take_rest(), "rest");
  }
}

TEST(Handshake, ServerRefusesWhatIsNotTheProtocol) {
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1"), std::string("X"), std::string("API\0\x16\x03\x01\x02", 8),
        std::string("API\0", 4) + frame("178"), std::string("API\0", 4) + frame("v200..100"),
        std::string("API\0", 4) + frame("vx..y"), std::string("API\0", 4) + frame("")}) {
    HelloReader reader;
    reader.feed(bytes);
    const auto result = reader.next();
    ASSERT_FALSE(result.has_value()) << bytes;
    EXPECT_EQ(result.error().code, ErrorCode::kProtocol);
  }
}

TEST(Handshake, VersionIsTheSmallerMaximumWithinBothRanges) {
  struct Case {
    VersionRange client;
    std::optional<int> version;
  };
  const std::vector<Case> cases = {{{157, 178}, 178},          {{100, 225}, 200},          {{100, 157}, 157},
                                   {{100, 156}, std::nullopt}, {{201, 225}, std::nullopt}, {{200, 200}, 200},
                                   {{100, 193}, 193}};
  for (const auto& [client, version] : cases) EXPECT_EQ(negotiate(client), version) << client.min << ".." << client.max;
}

TEST(Handshake, ClientTakesOnlyAVersionItOffered) {
  const auto answer = server_hello_bytes({178, "20250915 09:31:05 US/Eastern"});
  const auto hello = parse_server_hello(answer.substr(4), kOffered).value();
  EXPECT_EQ(hello, (ServerHello{178, "20250915 09:31:05 US/Eastern"}));
  for (const int version : {175, 201, -1, 0}) {
    const auto refused = parse_server_hello(server_hello_bytes({version, "host:4001"}).substr(4), kOffered);
    ASSERT_FALSE(refused.has_value()) << version;
    EXPECT_EQ(refused.error().code, ErrorCode::kProtocol);
  }
  // Frames that are not the answer are passed over.
  EXPECT_EQ(parse_server_hello(std::string("9\0"
                                           "1\0"
                                           "5\0",
                                           6),
                               kOffered)
                .value(),
            std::nullopt);
  EXPECT_EQ(parse_server_hello("", kOffered).value(), std::nullopt);
}

}  // namespace
}  // namespace bot::wire
