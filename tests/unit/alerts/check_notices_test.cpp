#include "report/check_notices.hpp"

#include <gtest/gtest.h>

namespace bot::report {
namespace {

monitor::SessionJudgement missed() {
  monitor::SessionJudgement judged;
  judged.session.date = make_date(2025, 1, 13);
  judged.verdict = monitor::Verdict::kMissed;
  judged.sentence = "no run on 2025-01-13";
  return judged;
}

monitor::Readiness readiness(bool ready, std::string to_do) {
  monitor::Readiness readiness;
  readiness.ready = ready;
  readiness.to_do = std::move(to_do);
  return readiness;
}

ledger::RunResult ended(ledger::Outcome outcome, int exit_code) {
  ledger::RunResult result;
  result.outcome = outcome;
  result.exit_code = exit_code;
  return result;
}

TEST(CheckNotices, AMorningThatIsNotReadyIsAFailureOutsideToo) {
  const CheckNotices ready = preflight_notices(readiness(true, {}), schedule::PreflightSlot::kBeforeRun, {}, {});
  EXPECT_TRUE(ready.alerts.empty());
  EXPECT_FALSE(ready.failure);

  const CheckNotices notices =
      preflight_notices(readiness(false, "log in"), schedule::PreflightSlot::kBeforeRun, {missed()}, {});
  ASSERT_EQ(notices.alerts.size(), 2U);
  EXPECT_EQ(notices.alerts[0].kind, ports::AlertKind::kNotReady);
  EXPECT_EQ(notices.alerts[1].kind, ports::AlertKind::kMissedRun);
  EXPECT_EQ(notices.failure, "not trade-ready: log in");
}

TEST(CheckNotices, AMissedSessionFailsTheDeadMansSwitchOnce) {
  monitor::WatchdogFindings findings;
  findings.sessions.push_back(missed());
  const auto first = watchdog_notices(findings, {}, [](const ports::Alert&) { return Result<bool>(false); });
  ASSERT_TRUE(first);
  ASSERT_EQ(first->alerts.size(), 1U);
  EXPECT_EQ(first->failure, "No run on 2025-01-13.");
  const auto again = watchdog_notices(findings, {}, [](const ports::Alert&) { return Result<bool>(true); });
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->failure);
  const auto unread = watchdog_notices(
      findings, {}, [](const ports::Alert&) -> Result<bool> { return fail(ErrorCode::kIo, "the outbox is gone"); });
  EXPECT_FALSE(unread) << "unknown is not known";
}

TEST(CheckNotices, WhatTheDeadMansSwitchHearsOfARun) {
  using ledger::Outcome;
  using schedule::Start;
  EXPECT_EQ(is_good_run(ended(Outcome::kDone, 0), StartedAt::kTradingTime, Start::kTimer), true);
  EXPECT_EQ(is_good_run(ended(Outcome::kDone, 7), StartedAt::kTradingTime, Start::kTimer), false);
  EXPECT_EQ(is_good_run(ended(Outcome::kHalted, 6), StartedAt::kTradingTime, Start::kTimer), false);
  EXPECT_EQ(is_good_run(ended(Outcome::kMarketClosed, 0), StartedAt::kOtherTime, Start::kTimer), true)
      << "a holiday is a good day";
  EXPECT_EQ(is_good_run(ended(Outcome::kMarketClosed, 0), StartedAt::kOtherTime, Start::kHand), std::nullopt);
  EXPECT_EQ(is_good_run(ended(Outcome::kNotScheduled, 0), StartedAt::kOtherTime, Start::kTimer), std::nullopt);
  ledger::RunResult locked = ended(Outcome::kFailed, 1);
  locked.error = Error{ErrorCode::kLocked, "another run holds the ledger", {}, {}};
  EXPECT_EQ(is_good_run(locked, StartedAt::kTradingTime, Start::kTimer), std::nullopt) << "that run has its own word";
}

}  // namespace
}  // namespace bot::report
