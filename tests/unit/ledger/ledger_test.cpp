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

}  // namespace
}  // namespace bot::ledger
