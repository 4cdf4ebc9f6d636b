// What is reported of a run that ended, and what a run comes to of which nothing can be reported.
#include <gtest/gtest.h>

#include "support/trade_world.hpp"

namespace bot::run {
namespace {

using test::TradeWorld;

class RecordingNotifier final : public ports::Notifier {
 public:
  Result<void> put(const ports::Alert& alert) override {
    received.push_back(alert.title);
    if (fails || alert.title == fails_for) return fail(ErrorCode::kIo, "the outbox could not be written");
    return {};
  }
  bool fails = false;
  std::string fails_for;
  std::vector<std::string> received;
};

ledger::RunResult trade_with_alerts(TradeWorld& world, ports::Notifier& notifier) {
  test::MemoryLedger ledger(world.disk);
  const ReaderPorts reader{world.loop, world.broker, world.broker, world.store, world.files, world.log, world.calendar};
  const TradePorts ports{
      .read = reader, .orders = world.broker, .ledger = ledger, .notifier = notifier, .alerts = [](const auto& result) {
        ports::Alert alert;
        alert.title = result.message;
        return std::vector{alert, alert};
      }};
  return run_trade(ports, world.options);
}

TEST(Alerts, AllOfARunAreStored) {
  TradeWorld world;
  RecordingNotifier notifier;
  const ledger::RunResult result = trade_with_alerts(world, notifier);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(notifier.received, (std::vector<std::string>{"2 orders filled", "2 orders filled"}));
  for (const std::string& line : world.log.lines) EXPECT_EQ(line.find("outbox"), std::string::npos) << line;
}

TEST(Alerts, ARunThatNobodyHearsOfNeedsSomebody) {
  TradeWorld world;
  RecordingNotifier notifier;
  notifier.fails = true;
  const ledger::RunResult result = trade_with_alerts(world, notifier);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone);
  EXPECT_EQ(notifier.received.size(), 2U) << "each is tried";
  EXPECT_NE(result.message.find("an alert could not be stored: the outbox could not be written"), std::string::npos)
      << result.message;
  ASSERT_TRUE(world.state().last_run);
  EXPECT_EQ(*world.state().last_run, result) << "what is returned is what is on record";
}

// One that the run gave before its end: of the cash that came, or of a halt.
TEST(Alerts, OneThatIsLostOnTheWayCountsAsOneOfTheEnd) {
  TradeWorld world;
  world.trade();
  world.to_next_session();
  world.broker.cash += Money::from_whole(500);
  RecordingNotifier notifier;
  trade_with_alerts(world, notifier);
  ASSERT_FALSE(notifier.received.empty());
  const std::string of_cash = notifier.received.front();
  world.to_next_session();
  world.broker.cash += Money::from_whole(500);
  notifier.fails_for = of_cash;
  const ledger::RunResult result = trade_with_alerts(world, notifier);
  EXPECT_EQ(result.exit_code, 7) << result.message;
  EXPECT_EQ(world.state().last_run->exit_code, 7);
}

TEST(Alerts, AnEndThatCannotBeRecordedIsTold) {
  TradeWorld world;
  world.fill_disk_at(TradeWorld().count_records());
  RecordingNotifier notifier;
  EXPECT_EQ(trade_with_alerts(world, notifier).exit_code, 7);
  ASSERT_FALSE(notifier.received.empty());
  EXPECT_EQ(notifier.received.back(), "no space left on the disk");
}

TEST(Alerts, ACodeThatIsOneAlreadyStays) {
  TradeWorld world;
  world.files.files[world.options.halt_file] = "by Ann";
  RecordingNotifier notifier;
  notifier.fails = true;
  EXPECT_EQ(trade_with_alerts(world, notifier).exit_code, 6);
}

}  // namespace
}  // namespace bot::run
