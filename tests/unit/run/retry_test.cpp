// What is asked again, how often, how long apart and until when. An order never is.
#include <gtest/gtest.h>

#include <algorithm>

#include "run/derived_options.hpp"
#include "support/trade_world.hpp"

namespace bot::run {
namespace {

using std::chrono::seconds;
using test::TradeWorld;

constexpr int kForEver = 1'000'000;

std::vector<std::string> attempts_logged(const TradeWorld& world) {
  std::vector<std::string> attempts;
  std::ranges::copy_if(world.log.lines, std::back_inserter(attempts),
                       [](const std::string& line) { return line.find("; attempt ") != std::string::npos; });
  return attempts;
}
UtcTime at_clock(int hour, int minute, int second) {
  return calendar::from_new_york(make_date(2026, 3, 3),
                                 std::chrono::hours{hour} + std::chrono::minutes{minute} + seconds{second});
}

TEST(Retry, AGatewayThatComesUpAtTheThirdAttemptEndsInANormalRun) {
  for (const bool scheduled : {false, true}) {
    TradeWorld world;
    world.options.scheduled = scheduled;
    world.broker.faults.connect_failures = 2;
    const ledger::RunResult result = world.trade();
    EXPECT_EQ(result.outcome, ledger::Outcome::kDone) << result.message;
    EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60));
    const auto attempts = attempts_logged(world);
    ASSERT_EQ(attempts.size(), 2U);
    EXPECT_NE(attempts[0].find("no gateway"), std::string::npos) << attempts[0];
    EXPECT_NE(attempts[0].find(scheduled ? "attempt 1, the next in " : "attempt 1 of 3, the next in "),
              std::string::npos);
    EXPECT_NE(attempts[1].find(" s"), std::string::npos) << attempts[1];
  }
}

TEST(Retry, ByHandItEndsAfterTheAttemptsConfigured) {
  TradeWorld world;
  world.options.retry.max_attempts = 4;
  world.broker.faults.connect_failures = kForEver;
  EXPECT_EQ(world.trade().exit_code, 5);
  const auto attempts = attempts_logged(world);
  ASSERT_EQ(attempts.size(), 4U);
  EXPECT_NE(attempts.back().find("attempt 4 of 4, the last"), std::string::npos) << attempts.back();
  EXPECT_LT(world.loop.now(), at_clock(15, 55, 10));  // 1 + 2 + 4 s and their jitter
}

TEST(Retry, ScheduledItGoesOnUntilNinetySecondsBeforeTheCloseAtMostFifteenSecondsApart) {
  TradeWorld world;
  world.options.scheduled = true;
  world.options.retry.backoff.jitter = 0;
  world.broker.faults.connect_failures = kForEver;
  EXPECT_EQ(world.trade().exit_code, 5);
  EXPECT_LT(world.loop.now(), at_clock(15, 58, 30));
  EXPECT_GE(world.loop.now(), at_clock(15, 58, 15));
  // 0, 1, 3, 7 and 15 s after the start, then every 15 s; the one at 210 s would be too late
  const auto attempts = attempts_logged(world);
  EXPECT_EQ(attempts.size(), 5 + 12U);
  EXPECT_NE(attempts.back().find("the last"), std::string::npos) << attempts.back();
}

TEST(Retry, TheLastAttemptOfAnEarlyCloseIsBeforeItsOwnClose) {
  TradeWorld world;
  world.at(make_date(2026, 11, 27), 12, 55);
  world.options.scheduled = true;
  world.broker.faults.connect_failures = kForEver;
  EXPECT_EQ(world.trade().exit_code, 5);
  EXPECT_LT(world.loop.now(), calendar::from_new_york(make_date(2026, 11, 27),
                                                      std::chrono::hours{12} + std::chrono::minutes{58} + seconds{30}));
}

TEST(Retry, OnlyTheErrorsOfRetryOnAreTriedAgain) {
  TradeWorld world;
  world.options.retry.on = {ErrorCode::kTimeout};
  world.broker.faults.connect_failures = 1;
  EXPECT_EQ(world.trade().exit_code, 5);
  EXPECT_EQ(world.loop.now(), at_clock(15, 55, 0));
  world.broker.faults.connect_failures = 1;
  world.broker.faults.connect_error = ErrorCode::kTimeout;
  EXPECT_EQ(world.trade().exit_code, 0);
}

TEST(Retry, BesideARunTheSameIsWorthAnotherAttempt) {
  RunOptions options;
  options.retry.on = {ErrorCode::kRefused};
  options.retry.backoff.max_delay_s = 60;
  const ports::RetryPolicy by_hand = configured_retry_policy(options, schedule::Start::kHand);
  EXPECT_EQ(by_hand.on,
            (std::vector{ErrorCode::kRefused, ErrorCode::kClientIdInUse, ErrorCode::kLogin, ErrorCode::kProtocol}));
  EXPECT_EQ(by_hand.max_attempts, options.retry.max_attempts);
  EXPECT_EQ(by_hand.backoff.max_delay_s, 60);
  EXPECT_EQ(configured_retry_policy(options, schedule::Start::kTimer).backoff.max_delay_s, 15);
  options.retry.backoff.max_delay_s = 5;
  EXPECT_EQ(configured_retry_policy(options, schedule::Start::kTimer).backoff.max_delay_s, 5);
}

// The simulation's refreshing once retried by rules of its own.
TEST(Retry, TheCacheIsRefreshedByTheConfiguredRules) {
  RunOptions options;
  options.data.start = make_date(2019, 1, 2);
  options.retry.backoff.initial_delay_s = 7;
  options.retry.on = {ErrorCode::kPacing};
  options.seed = 42;
  const data::RefreshOptions refresh = refresh_options(options);
  EXPECT_EQ(refresh.start, make_date(2019, 1, 2));
  EXPECT_EQ(refresh.retry.backoff.initial_delay_s, 7);
  EXPECT_EQ(refresh.retry.on, std::vector{ErrorCode::kPacing});
  EXPECT_EQ(refresh.seed, 42U);
}

TEST(Retry, ByHandNearTheCloseItStopsWhenNoBuyCouldBeginAnyMore) {
  TradeWorld world;
  world.at(make_date(2026, 3, 3), 15, 58, 20);
  world.options.retry.max_attempts = 50;
  world.broker.faults.connect_failures = kForEver;
  EXPECT_EQ(world.trade().exit_code, 5);
  EXPECT_LT(world.loop.now(), at_clock(15, 58, 30));
}

TEST(Retry, ADryRunInTheEveningHasItsAttemptsToo) {
  TradeWorld world;
  world.at(make_date(2026, 3, 3), 21, 0);
  world.broker.faults.connect_failures = 2;
  EXPECT_EQ(world.dry().exit_code, 0);
  EXPECT_EQ(attempts_logged(world).size(), 2U);
}

TEST(Retry, AClientIdInUseToTheEndHaltsAScheduledRun) {
  TradeWorld world;
  world.options.scheduled = true;
  world.broker.faults.connect_failures = kForEver;
  world.broker.faults.connect_error = ErrorCode::kClientIdInUse;
  EXPECT_EQ(world.trade().outcome, ledger::Outcome::kHalted);
  EXPECT_TRUE(world.state().halt);
}

TEST(Retry, AnOrderWhoseFateIsUnknownIsNeverSentAgain) {
  TradeWorld world;
  world.options.scheduled = true;
  world.broker.faults.orders[Symbol{"GLD"}] = test::OrderFault::kDisconnectAfter;
  (void)world.trade();
  std::map<OrderKey, int> times;
  for (const ledger::LedgerEvent& event : world.disk.events)
    if (const auto* sending = std::get_if<orders::OrderSending>(&event.body)) ++times[sending->key];
  ASSERT_FALSE(times.empty());
  for (const auto& [key, count] : times) EXPECT_EQ(count, 1) << key.value();
}

}  // namespace
}  // namespace bot::run
