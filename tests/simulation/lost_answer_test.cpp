// One answer of the gateway is lost, each in turn: what that costs is one symbol at most, and never a word too many.
#include <gtest/gtest.h>

#include "simulation/simulated_world.hpp"

namespace bot::test {
namespace {

// The scheduled run of the day and its evening; `check` asks the audit more right after the run. None: it was killed.
std::optional<ledger::RunResult> run_audited(SimulatedWorld& world, SessionAudit& audit,
                                             const std::function<void(const ledger::RunResult&)>& check = {}) {
  world.to_scheduled_time();
  audit.begin();
  auto result = world.run();
  if (!result) return std::nullopt;
  audit.after_run(*result);
  if (check) check(*result);
  world.to_evening();
  audit.end();
  return result;
}

std::string session_with(const std::string& fault) {
  SimulatedWorld world({.history_from = make_date(2025, 1, 2), .ledger_folder = {}});
  world.begin_gateway(fault);
  world.want({{"QQQ", 0.3}, {"GLD", 0.3}, {"SPY", 0.3}});
  SessionAudit audit(world);
  const auto result = run_audited(world, audit, [&](const auto& run) { audit.check_lost_answer(run); });
  return result ? audit.text() : "killed without a reason";
}

TEST(LostAnswer, CostsAtMostItsSymbol) {
  for (const char* message :
       {"OPEN_ORDER", "TICK_SNAPSHOT_END", "CONTRACT_DATA_END", "HISTORICAL_DATA", "POSITION_END", "EXECUTION_DATA_END",
        "OPEN_ORDER_END", "COMPLETED_ORDERS_END", "ACCT_DOWNLOAD_END", "ACCOUNT_UPDATE_MULTI_END"})
    for (int nth = 1; nth <= 3; ++nth) {
      const std::string answer = fmt::format("{} nth={}", message, nth);
      EXPECT_EQ(session_with("drop " + answer), "") << answer;
    }
}

// The client waits ten seconds: what comes after them, while the question is asked again, is not the new one's answer.
TEST(LateAnswer, IsNotTakenForTheNextOne) {
  for (const char* message : {"POSITION_END", "OPEN_ORDER_END", "COMPLETED_ORDERS_END", "ACCT_DOWNLOAD_END"})
    for (const int late : {10'100, 11'000, 12'000, 13'500})
      for (int nth = 1; nth <= 3; ++nth) {
        const std::string fault = fmt::format("delay {} by={}ms nth={}", message, late, nth);
        EXPECT_EQ(session_with(fault), "") << fault;
      }
}

// The morning of a session in an account that has held QQQ and GLD since the one before.
void live_a_session(SimulatedWorld& world) {
  world.gateway_options.state = "state/gateway";
  world.begin_gateway();
  world.want({{"QQQ", 0.3}, {"GLD", 0.3}});
  world.to_scheduled_time();
  ASSERT_EQ(world.run()->exit_code, 0);
  world.to_evening();
  world.stop_gateway();
  world.to_next_session_morning();
}

// A gateway under load: its rows come a while after the question, and the late end of the answer before comes first.
TEST(LateAnswer, EndsNoListBeforeItsRowsHaveCome) {
  for (const int late : {11'300, 11'600})
    for (int nth = 1; nth <= 8; ++nth) {
      SimulatedWorld world({.history_from = make_date(2025, 1, 2), .ledger_folder = {}});
      live_a_session(world);
      world.want({{"QQQ", 0.5}, {"GLD", 0.2}});
      const std::string fault = fmt::format(
          "delay POSITION_END by={}ms nth={}\ndelay POSITION by=900ms\ndelay POSITION_END by=950ms", late, nth);
      world.begin_gateway(fault);
      SessionAudit audit(world);
      ASSERT_TRUE(run_audited(world, audit, [&](const auto& run) { audit.check_on_target(run); }));
      EXPECT_EQ(audit.text(), "") << fault;
    }
}

// Whether one more symbol may be bought is asked a few times, however often the owner has other questions asked again.
// What else was decided is carried out by then.
TEST(PermissionThatNobodyAnswers, LeavesTimeForTheOtherOrders) {
  SimulatedWorld world({.history_from = make_date(2025, 1, 2), .ledger_folder = {}});
  live_a_session(world);
  world.want({{"QQQ", 0.5}, {"GLD", 0.2}, {"SPY", 0.2}});  // SPY alone is new
  world.options.retry.max_attempts = 100;
  world.begin_gateway("drop OPEN_ORDER nth=1-6");
  SessionAudit audit(world);
  const auto result = run_audited(world, audit);
  ASSERT_TRUE(result);
  EXPECT_EQ(audit.text(), "");
  EXPECT_EQ(result->outcome, ledger::Outcome::kResidual) << result->message;
  EXPECT_NE(result->message.find("permission to buy SPY could not be proven"), std::string::npos) << result->message;
  ASSERT_EQ(audit.frames_today(), 2U) << "GLD is sold and QQQ bought: " << result->message;
  for (const auto& frame : world.all_frames) EXPECT_LT(frame.received, world.at(15, 57)) << frame.order_ref;
}

}  // namespace
}  // namespace bot::test
