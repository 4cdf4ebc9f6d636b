#include "ledger/ledger.hpp"

#include <gtest/gtest.h>

#include "ledger/checkpoint.hpp"

namespace bot::ledger {
namespace {

const RunId kRun{"20260303-155500-1"};

// A disk that is full for checkpoints alone.
class NoRoomForCheckpoints final : public Ledger {
 public:
  [[nodiscard]] Result<std::vector<LedgerEvent>> read_since(UtcTime) const override {
    return std::vector<LedgerEvent>{};
  }
  std::size_t stored = 0;
  int refused = 0;

 protected:
  [[nodiscard]] Result<void> store(const std::vector<EncodedEvent>& events) override {
    if (std::holds_alternative<Checkpoint>(events.front().event.body)) {
      ++refused;
      return fail(ErrorCode::kIo, "no space left on the disk");
    }
    stored += events.size();
    return {};
  }
};

TEST(Ledger, AFinishedRunIsNotFailedByItsCheckpoint) {
  NoRoomForCheckpoints ledger;
  for (std::uint64_t step = 0; step < kMinEventsBetweenCheckpoints; ++step)
    ASSERT_TRUE(ledger.append(UtcTime{}, kRun, StepRecorded{.step = "step", .detail = {}}));
  RunEnded ended{.result = {}, .on_target = true};
  ended.result.run_id = kRun.value();
  ended.result.outcome = Outcome::kDone;
  const auto appended = ledger.append(UtcTime{}, kRun, ended);
  EXPECT_TRUE(appended) << "the end is on the disk: " << appended.error().text();
  EXPECT_EQ(ledger.refused, 1);
  EXPECT_EQ(ledger.stored, kMinEventsBetweenCheckpoints + 1);
  EXPECT_EQ(ledger.state().events, kMinEventsBetweenCheckpoints + 1);

  const auto after = ledger.append(UtcTime{}, kRun, StepRecorded{.step = "after", .detail = {}});
  ASSERT_FALSE(after) << "what is on the disk is not known any more";
  EXPECT_EQ(after.error().code, ErrorCode::kIo);
  EXPECT_EQ(ledger.stored, kMinEventsBetweenCheckpoints + 1);
}

class FailsOnce final : public Ledger {
 public:
  [[nodiscard]] Result<std::vector<LedgerEvent>> read_since(UtcTime) const override {
    return std::vector<LedgerEvent>{};
  }
  int asked = 0;

 protected:
  [[nodiscard]] Result<void> store(const std::vector<EncodedEvent>&) override {
    if (++asked == 1) return fail(ErrorCode::kIo, "input/output error");
    return {};
  }
};

// The disk that failed once and then works has lost what nobody knows (A4).
TEST(Ledger, AfterAFailedAppendNothingIsRecordedAnyMore) {
  FailsOnce ledger;
  EXPECT_FALSE(ledger.append(UtcTime{}, kRun, StepRecorded{.step = "first", .detail = {}}));
  EXPECT_FALSE(ledger.append(UtcTime{}, kRun, StepRecorded{.step = "second", .detail = {}}));
  EXPECT_EQ(ledger.asked, 1);
  EXPECT_EQ(ledger.state().events, 0U);
}

// One that keeps what it is given, from a state that a test made.
class Keeping final : public Ledger {
 public:
  explicit Keeping(LedgerState state) { begin_with(std::move(state)); }
  [[nodiscard]] Result<std::vector<LedgerEvent>> read_since(UtcTime) const override {
    return std::vector<LedgerEvent>{};
  }
  int checkpoints = 0;

 protected:
  [[nodiscard]] Result<void> store(const std::vector<EncodedEvent>& events) override {
    checkpoints += std::holds_alternative<Checkpoint>(events.front().event.body) ? 1 : 0;
    return {};
  }
};

TEST(Ledger, TheNextCheckpointIsDueAsManyEventsAfterTheLast) {
  Keeping ledger(LedgerState{});
  const auto finish_run = [&] {
    ASSERT_TRUE(ledger.append(UtcTime{}, kRun, RunEnded{.result = {}, .on_target = false}));
  };
  const auto step = [&] { ASSERT_TRUE(ledger.append(UtcTime{}, kRun, StepRecorded{.step = "step", .detail = {}})); };
  for (std::uint64_t event = 0; event + 1 < kMinEventsBetweenCheckpoints; ++event) step();
  EXPECT_EQ(ledger.checkpoints, 0);
  finish_run();
  EXPECT_EQ(ledger.checkpoints, 1);
  for (std::uint64_t event = 0; event + 10 < kMinEventsBetweenCheckpoints; ++event) step();
  finish_run();
  EXPECT_EQ(ledger.checkpoints, 1) << "the last one is near";
  for (int event = 0; event < 10; ++event) step();
  finish_run();
  EXPECT_EQ(ledger.checkpoints, 2);
}

TEST(Ledger, APlanForWhatIsHistoryIsRefusedAndNothingElse) {
  LedgerState state;
  const auto plan_for = [](Date session) {
    PlanWritten plan;
    plan.session = session;
    return plan;
  };
  Keeping young(state);
  EXPECT_TRUE(young.append(UtcTime{}, kRun, plan_for(make_date(2020, 1, 2)))) << "it remembers everything";
  state.kept_from = make_date(2026, 3, 3);
  Keeping ledger(state);
  EXPECT_FALSE(ledger.append(UtcTime{}, kRun, plan_for(make_date(2026, 3, 2))));
  EXPECT_TRUE(ledger.append(UtcTime{}, kRun, plan_for(make_date(2026, 3, 3))));
  EXPECT_TRUE(ledger.append(UtcTime{}, kRun, StepRecorded{.step = "step", .detail = {}}));
}

}  // namespace
}  // namespace bot::ledger
