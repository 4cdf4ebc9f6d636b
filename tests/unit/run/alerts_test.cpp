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
    if (fails) return fail(ErrorCode::kIo, "the outbox could not be written");
    return {};
  }
  bool fails = false;
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
