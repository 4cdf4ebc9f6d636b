// What holds of every wait between two attempts, whatever the configuration.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/backoff.hpp"

namespace bot {
namespace {

BackoffOptions drawn_options() {
  return {.initial_delay_s = *rc::gen::inRange(1, 20'000) / 1000.0,
          .multiplier = 1 + *rc::gen::inRange(0, 4'000) / 1000.0,
          .max_delay_s = *rc::gen::inRange(1, 600'000) / 1000.0,
          .jitter = *rc::gen::inRange(0, 1'000) / 1000.0};
}
double seconds_of(Duration wait) { return static_cast<double>(wait.count()) / 1000; }

RC_GTEST_PROP(Backoff, EachWaitIsTheExponentialOneWithinItsJitterAndNeverAboveTheCap, ()) {
  const BackoffOptions options = drawn_options();
  const int attempt = *rc::gen::inRange(1, 200);
  Rng rng(*rc::gen::arbitrary<std::uint64_t>());
  const double wait = seconds_of(delay_after(attempt, options, rng));
  double plain = options.initial_delay_s;
  for (int i = 1; i < attempt && plain < options.max_delay_s; ++i) plain *= options.multiplier;
  plain = std::min(plain, options.max_delay_s);
  const double millisecond = 0.001;
  RC_ASSERT(wait <= options.max_delay_s + millisecond);
  RC_ASSERT(wait <= plain * (1 + options.jitter) + millisecond);
  RC_ASSERT(wait >= plain * (1 - options.jitter) - millisecond);
}

RC_GTEST_PROP(Backoff, WithoutJitterWaitsNeverShrinkAndEndAtTheCap, ()) {
  BackoffOptions options = drawn_options();
  options.jitter = 0;
  options.multiplier = 1.5 + *rc::gen::inRange(0, 2'000) / 1000.0;
  Rng rng(1);
  Duration before{0};
  for (int attempt = 1; attempt <= 60; ++attempt) {
    const Duration wait = delay_after(attempt, options, rng);
    RC_ASSERT(wait >= before);
    before = wait;
  }
  RC_ASSERT(std::abs(seconds_of(before) - options.max_delay_s) < 0.001);
}

RC_GTEST_PROP(Backoff, TheSameSeedWaitsTheSame, ()) {
  const BackoffOptions options = drawn_options();
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  Rng one(seed), other(seed);
  for (int attempt = 1; attempt < 20; ++attempt)
    RC_ASSERT(delay_after(attempt, options, one) == delay_after(attempt, options, other));
}

TEST(Backoff, AGrowthNearOneGoesOnGrowing) {
  Rng rng(1);
  const BackoffOptions slow{.initial_delay_s = 1, .multiplier = 1.01, .max_delay_s = 60, .jitter = 0};
  EXPECT_NEAR(seconds_of(delay_after(140, slow, rng)), std::pow(1.01, 139), 0.001);
  const BackoffOptions fast{.initial_delay_s = 1, .multiplier = 10, .max_delay_s = 60, .jitter = 0};
  EXPECT_EQ(delay_after(100'000, fast, rng), Duration{60'000});
}

TEST(Backoff, JitterSpreadsOverItsWholeRange) {
  const BackoffOptions options{.initial_delay_s = 10, .multiplier = 1, .max_delay_s = 60, .jitter = 0.2};
  Rng rng(7);
  double lowest = 100, highest = 0, sum = 0;
  for (int i = 0; i < 2'000; ++i) {
    const double wait = seconds_of(delay_after(1, options, rng));
    lowest = std::min(lowest, wait);
    highest = std::max(highest, wait);
    sum += wait;
  }
  EXPECT_LT(lowest, 8.05);
  EXPECT_GT(highest, 11.95);
  EXPECT_NEAR(sum / 2'000, 10, 0.1);
}

TEST(Backoff, AnAttemptIsToldWithItsWait) {
  EXPECT_EQ(attempt_text(1, 3, Duration{1'940}), "attempt 1 of 3, the next in 1.9 s");
  EXPECT_EQ(attempt_text(7, std::nullopt, Duration{15'000}), "attempt 7, the next in 15.0 s");
  EXPECT_EQ(attempt_text(3, 3, std::nullopt), "attempt 3 of 3, the last");
}

}  // namespace
}  // namespace bot
