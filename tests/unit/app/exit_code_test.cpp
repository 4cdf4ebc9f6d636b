// What commands answer to the shell: the exit codes of README.md, and the document that goes with them.
#include <fstream>

#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

TEST(ExitCode, TheCommandLineIsTwoTheConfigurationThree) {
  const AppFolder folder;
  EXPECT_EQ(run({"--help"}).exit_code, 0);
  EXPECT_EQ(run({"--json", "traed"}).exit_code, 2);
  const Answer wrong = run({"--json", "--set", "limits.max_spread_bps=often", "config", "show"});
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_EQ(wrong.json()["error"]["code"], "config");
  EXPECT_EQ(run({"--json", "--config", "nowhere.yaml", "config", "show"}).exit_code, 3);
}

TEST(ExitCode, AGatewayThatIsNotThereIsFive) {
  const AppFolder folder;
  const Answer answer = run({"--json", "--log-level", "error", "--set", "gateway.kind=tws", "--set", "gateway.port=1",
                             "--set", "retry.max_attempts=1", "--set", "accounts.paper=DU0000001", "connect"});
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_EQ(answer.json()["error"]["code"], "refused");
  EXPECT_EQ(answer.json()["error"]["message"], "connecting to the gateway: nothing listens at this address");
  EXPECT_EQ(answer.json()["error"]["where"], "127.0.0.1:1");
}

TEST(ExitCode, AHaltIsSixUntilAnOperatorLiftsIt) {
  const AppFolder folder;
  EXPECT_EQ(run_embedded({"halt", "--why", "test"}).exit_code, 0);
  const Answer refused = run_embedded({"trade", "--paper"});
  EXPECT_EQ(refused.exit_code, 6);
  EXPECT_EQ(refused.json()["outcome"], "halted");
  const std::string id = run_embedded({"status"}).json()["halted"]["id"];
  EXPECT_EQ(run_embedded({"resume", "--halt", "H0", "--by", "Ann"}).exit_code, 2);
  EXPECT_EQ(run_embedded({"resume", "--halt", id, "--by", "Ann"}).exit_code, 0);
  EXPECT_TRUE(run_embedded({"status"}).json()["halted"].is_null());
}

TEST(ExitCode, ADamagedLedgerIsSevenForTheAudit) {
  const AppFolder folder;
  EXPECT_EQ(run_embedded({"halt"}).exit_code, 0);
  EXPECT_EQ(run_embedded({"audit", "verify"}).exit_code, 0);
  std::ofstream("data/state/DU0000001/audit.jsonl", std::ios::app) << "{}\n";
  EXPECT_EQ(run_embedded({"audit", "verify"}).exit_code, kExitNeedsAttention);
}

TEST(ExitCode, ThePreflightCheckAnswersForWhatStopsTheRun) {
  const AppFolder folder;
  const Answer ready = run_embedded({"preflight"});
  EXPECT_EQ(ready.exit_code, 0) << ready.out;
  EXPECT_TRUE(ready.json()["trade_ready"]);
  EXPECT_EQ(run_embedded({"halt"}).exit_code, 0);
  const Answer halted = run_embedded({"preflight"});
  EXPECT_EQ(halted.exit_code, 6);
  EXPECT_FALSE(halted.json()["trade_ready"]);
}

TEST(ExitCode, TheWatchdogAsksForAttentionWhenASessionWasMissed) {
  const AppFolder folder;
  EXPECT_EQ(run_embedded({"preflight"}).exit_code, 0);  // from now on runs are expected
  std::vector<std::string> evening = {"--clock", "2025-03-04 16:20:00", "watchdog"};
  const Answer missed = run_embedded(evening);
  EXPECT_EQ(missed.exit_code, kExitNeedsAttention) << missed.out;
  EXPECT_EQ(missed.json()["sessions"][0]["verdict"], "missed");
}

TEST(ExitCode, FlagsOfTheDailySummaryAloneAreUsage) {
  const AppFolder folder;
  EXPECT_EQ(run_embedded({"report", "20250304-1", "--send"}).exit_code, 2);
  EXPECT_EQ(run_embedded({"report"}).exit_code, 2) << "no run has ended yet";
}

}  // namespace
}  // namespace bot::app::test
