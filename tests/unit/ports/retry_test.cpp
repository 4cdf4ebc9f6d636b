#include "ports/retry.hpp"

#include <gtest/gtest.h>

#include "support/virtual_loop.hpp"

namespace bot::ports {
namespace {

struct Lines final : Log {
  void write(LogLevel, std::string_view line) override { lines.emplace_back(line); }
  std::vector<std::string> lines;
};

class RetryTest : public testing::Test {
 protected:
  RetryPolicy policy() {
    return {.backoff = {.initial_delay_s = 1, .multiplier = 2, .max_delay_s = 60, .jitter = 0},
            .max_attempts = 3,
            .deadline = std::nullopt,
            .on = {ErrorCode::kTimeout}};
  }
  test::VirtualLoop loop_{UtcTime{}};
  Lines log_;
  Rng rng_{1, {1}};
};

TEST_F(RetryTest, AsksAgainAfterGrowingWaitsUntilAnAnswerComes) {
  int asked = 0;
  const UtcTime began = loop_.now();
  const auto answer = retry<int>(
      loop_, &log_, rng_, "asking", [&] { return policy(); },
      [&]() -> Result<int> {
        if (++asked < 3) return fail(ErrorCode::kTimeout, "no answer");
        return 42;
      });
  EXPECT_EQ(*answer, 42);
  EXPECT_EQ(loop_.now() - began, std::chrono::seconds{3});
  EXPECT_EQ(log_.lines, (std::vector<std::string>{"asking: no answer; attempt 1 of 3, the next in 1.0 s",
                                                  "asking: no answer; attempt 2 of 3, the next in 2.0 s"}));
}

TEST_F(RetryTest, EndsAtTheLastAttemptWithItsError) {
  int asked = 0;
  const auto answer = retry<int>(
      loop_, &log_, rng_, "asking", [&] { return policy(); },
      [&]() -> Result<int> {
        ++asked;
        return fail(ErrorCode::kTimeout, "no answer");
      });
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(answer.error().text(), "no answer");
  EXPECT_EQ(log_.lines.back(), "asking: no answer; attempt 3 of 3, the last");
}

TEST_F(RetryTest, NeverWaitsIntoItsDeadlineHoweverManyAttemptsAreLeft) {
  int asked = 0;
  const UtcTime deadline = loop_.now() + std::chrono::seconds{3};
  const auto bounded = [&] {
    RetryPolicy by_clock = policy();
    by_clock.max_attempts.reset();
    by_clock.deadline = deadline;
    return by_clock;
  };
  const auto answer = retry<int>(loop_, &log_, rng_, "asking", bounded, [&]() -> Result<int> {
    ++asked;
    return fail(ErrorCode::kTimeout, "no answer");
  });
  EXPECT_FALSE(answer);
  EXPECT_EQ(asked, 2);  // at 0 s and 1 s; the next wait of 2 s would end at the deadline
  EXPECT_LT(loop_.now(), deadline);
}

TEST_F(RetryTest, AnErrorNotOfThePolicyIsNotAskedAgain) {
  int asked = 0;
  const auto answer = retry<int>(
      loop_, &log_, rng_, "asking", [&] { return policy(); },
      [&]() -> Result<int> {
        ++asked;
        return fail(ErrorCode::kRequestRejected, "no such contract");
      });
  EXPECT_FALSE(answer);
  EXPECT_EQ(asked, 1);
  EXPECT_TRUE(log_.lines.empty());
}

TEST_F(RetryTest, OfManyQuestionsOnlyThoseThatFailedAreAskedAgain) {
  std::vector<std::vector<int>> rounds;
  const auto ask = [&](const std::vector<int>& open) {
    rounds.push_back(open);
    std::vector<Result<int>> answers;
    for (const int question : open) {
      if (question == 2 && rounds.size() < 2)
        answers.push_back(fail(ErrorCode::kTimeout, "late"));
      else if (question == 3)
        answers.push_back(fail(ErrorCode::kRequestRejected, "never"));
      else
        answers.push_back(question * 10);
    }
    return answers;
  };
  const auto answers = retry_each<int, int>(
      loop_, &log_, rng_, "asking", [&] { return policy(); }, {1, 2, 3}, ask);
  EXPECT_EQ(rounds, (std::vector<std::vector<int>>{{1, 2, 3}, {2}}));
  EXPECT_EQ(*answers[0], 10);
  EXPECT_EQ(*answers[1], 20);
  EXPECT_EQ(answers[2].error().code, ErrorCode::kRequestRejected);
}

}  // namespace
}  // namespace bot::ports
