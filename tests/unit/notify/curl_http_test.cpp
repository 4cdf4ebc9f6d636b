// The libcurl adapter against a real server on loopback.
#include <gtest/gtest.h>

#include "alert_examples.hpp"
#include "fakes.hpp"
#include "notify/deliver.hpp"
#include "support/http_catcher.hpp"

namespace bot::notify::test {

using bot::test::CatcherReply;
using bot::test::CaughtRequest;
using bot::test::HttpCatcher;

TEST(CurlHttp, PostsTheBodyAndReadsTheAnswer) {
  HttpCatcher catcher([](const CaughtRequest&, std::size_t) {
    return CatcherReply{429, {{"Retry-After", "3"}, {"X-RateLimit-Reset-After", "2.5"}}, "{\"retry_after\": 2.5}"};
  });
  const auto http = make_curl_poster();
  const auto answer = http->post({.url = Secret(catcher.url("/hook?wait=true")), .body = "{\"a\": 1}"});
  ASSERT_TRUE(answer) << answer.error().text();
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->headers.at("retry-after"), "3");
  EXPECT_EQ(answer->headers.at("x-ratelimit-reset-after"), "2.5");
  EXPECT_EQ(answer->body, "{\"retry_after\": 2.5}");
  ASSERT_EQ(catcher.requests().size(), 1U);
  EXPECT_EQ(catcher.requests()[0].method, "POST");
  EXPECT_EQ(catcher.requests()[0].target, "/hook?wait=true");
  EXPECT_EQ(catcher.requests()[0].headers.at("content-type"), "application/json");
  EXPECT_EQ(catcher.requests()[0].body, "{\"a\": 1}");
}

TEST(CurlHttp, RedirectsComeBackAsTheyAre) {
  HttpCatcher other;
  HttpCatcher catcher([&](const CaughtRequest&, std::size_t) {
    return CatcherReply{302, {{"Location", other.url()}}, ""};
  });
  const auto answer = make_curl_poster()->post({.url = Secret(catcher.url()), .body = "{}"});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_TRUE(other.requests().empty());
}

TEST(CurlHttp, ASlowDripEndsAtTheTimeLimit) {
  HttpCatcher catcher([](const CaughtRequest&, std::size_t) {
    return CatcherReply{.status = 200, .headers = {}, .body = "", .drip = true};
  });
  const auto answer = make_curl_poster()->post({.url = Secret(catcher.url()), .body = "{}", .timeout = Duration(150)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kTimeout);
}

TEST(CurlHttp, AnswersAreBounded) {
  HttpCatcher catcher([](const CaughtRequest&, std::size_t) {
    return CatcherReply{200, {}, std::string(300 * 1024, 'x')};
  });
  const auto answer = make_curl_poster()->post({.url = Secret(catcher.url()), .body = "{}"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kNetwork);
}

TEST(CurlHttp, ErrorsNeverNameTheAddress) {
  const auto http = make_curl_poster();
  for (const char* address :
       {"http://discord.com/CANARY", "file:///CANARY", "http://127.0.0.1:1/CANARY", "https://127.0.0.1:1/CANARY"}) {
    const auto answer = http->post({.url = Secret(address), .body = "{}", .timeout = Duration(2000)});
    ASSERT_FALSE(answer) << address;
    EXPECT_EQ(answer.error().text().find("CANARY"), std::string::npos);
    EXPECT_EQ(answer.error().text().find("127.0.0.1"), std::string::npos);
  }
}

TEST(CurlHttp, AnOutboxReachesAStrictDiscord) {
  HttpCatcher catcher;
  VirtualLoop loop(close_time());
  MemoryFiles files;
  Outbox outbox(files, loop, "box");
  ASSERT_TRUE(outbox.put(success_alert()));
  ASSERT_TRUE(outbox.put(failure_alert()));
  const auto http = make_curl_poster();
  const DeliverReport report = deliver(outbox, *http, loop, {.webhook = Secret(catcher.url())});
  EXPECT_EQ(report.sent, 2) << report.problem;
  EXPECT_EQ(report.last_message_id, "1000001");
  ASSERT_EQ(catcher.requests().size(), 2U);
  EXPECT_NE(catcher.requests()[0].body.find("No rebalance today"), std::string::npos);
}

TEST(Catcher, IsAsStrictAsDiscord) {
  using bot::test::discord_refusal;
  const std::string end = ",\"allowed_mentions\":{\"parse\":[]}}";
  EXPECT_NE(discord_refusal("{"), "");
  EXPECT_NE(discord_refusal("{\"embeds\":[]" + end), "");
  EXPECT_NE(discord_refusal("{\"embeds\":[{\"title\":\"" + std::string(257, 'x') + "\"}]" + end), "");
  EXPECT_EQ(discord_refusal("{\"embeds\":[{\"title\":\"" + std::string(256, 'x') + "\"}]" + end), "");
  EXPECT_NE(discord_refusal("{\"embeds\":[{\"fields\":[{\"name\":\"\",\"value\":\"x\"}]}]" + end), "");
  EXPECT_NE(discord_refusal("{\"embeds\":[{\"title\":\"x\"}]}"), "");
}

}  // namespace bot::notify::test
