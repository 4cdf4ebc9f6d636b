// One answer of the gateway is lost, each in turn: what that costs is one symbol at most, and never a word too many.
#include <gtest/gtest.h>

#include "simulation/simulated_world.hpp"

namespace bot::test {
namespace {

std::string session_without(const std::string& answer) {
  SimulatedWorld world({.history_from = make_date(2025, 1, 2), .ledger_folder = {}});
  world.begin_gateway("drop " + answer);
  world.want({{"QQQ", 0.3}, {"GLD", 0.3}, {"SPY", 0.3}});
  SessionAudit audit(world);
  world.to_scheduled_time();
  audit.begin();
  const auto result = world.run();
  if (!result) return "killed without a reason";
  audit.after_run(*result);
  audit.check_lost_answer(*result);
  world.to_evening();
  audit.end();
  return audit.text();
}

TEST(LostAnswer, CostsAtMostItsSymbol) {
  for (const char* message :
       {"OPEN_ORDER", "TICK_SNAPSHOT_END", "CONTRACT_DATA_END", "HISTORICAL_DATA", "POSITION_END", "EXECUTION_DATA_END",
        "OPEN_ORDER_END", "COMPLETED_ORDERS_END", "ACCT_DOWNLOAD_END", "ACCOUNT_UPDATE_MULTI_END"})
    for (int nth = 1; nth <= 3; ++nth) {
      const std::string answer = fmt::format("{} nth={}", message, nth);
      EXPECT_EQ(session_without(answer), "") << answer;
    }
}

}  // namespace
}  // namespace bot::test
