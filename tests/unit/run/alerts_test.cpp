// What the owner hears of a run that ended, and what a run comes to of which nobody hears.
#include <gtest/gtest.h>

#include "support/trade_world.hpp"

namespace bot::run {
namespace {

using test::TradeWorld;

class DeafNotifier final : public ports::Notifier {
 public:
  Result<void> put(const ports::Alert& alert) override {
    heard.push_back(alert.title);
    if (fails) return fail(ErrorCode::kIo, "the outbox could not be written");
    return {};
  }
  bool fails = false;
  std::vector<std::string> heard;
};

ledger::RunResult trade_telling(TradeWorld& world, ports::Notifier& notifier) {
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
  DeafNotifier notifier;
  const ledger::RunResult result = trade_telling(world, notifier);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(notifier.heard, (std::vector<std::string>{"2 orders filled", "2 orders filled"}));
  for (const std::string& line : world.log.lines) EXPECT_EQ(line.find("outbox"), std::string::npos) << line;
}

TEST(Alerts, ARunThatNobodyHearsOfNeedsSomebody) {
  TradeWorld world;
  DeafNotifier notifier;
  notifier.fails = true;
  const ledger::RunResult result = trade_telling(world, notifier);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.outcome, ledger::Outcome::kDone);
  EXPECT_EQ(notifier.heard.size(), 2U) << "each is tried";
}

TEST(Alerts, ACodeThatIsOneAlreadyStays) {
  TradeWorld world;
  world.files.files[world.options.halt_file] = "by Ann";
  DeafNotifier notifier;
  notifier.fails = true;
  EXPECT_EQ(trade_telling(world, notifier).exit_code, 6);
}

}  // namespace
}  // namespace bot::run
