// What the run is configured with holds for the checks around it: each value of its own, so that none can be mixed up.
#include "checks/options.hpp"

#include <gtest/gtest.h>

namespace bot::checks {
namespace {

run::RunOptions unusual_options() {
  run::RunOptions options;
  options.account = AccountId{"U7654321"};
  options.mode = Mode::kLive;
  options.simulated = true;
  options.safety.execution_live = true;
  options.ignored_accounts = {AccountId{"U1111111"}};
  options.account_type = AccountType::kCash;
  options.universe = {Symbol{"SPY"}, Symbol{"TLT"}};
  options.keep = {{Symbol{"SPY"}, Quantity::from_whole(7)}};
  options.unmanaged_positions = ledger::Unmanaged::kRefuse;
  options.schedule.frequency = schedule::Frequency::kWeekly;
  options.halt_file = "elsewhere/HALT";
  options.data.start = make_date(2016, 2, 1);
  options.data.max_stale_sessions = 9;
  options.retry.max_attempts = 11;
  options.retry.on = {ErrorCode::kTimeout};
  options.seed = 13;
  options.decide.selection.top_n = 5;
  options.strategy_file.path = "weights.csv";
  return options;
}

TEST(CheckOptions, TheAccountIsTheRuns) {
  run::RunOptions options = unusual_options();
  const monitor::MonitoredAccount account = monitored_account(options, "state/ledger");
  EXPECT_EQ(account.id, options.account);
  EXPECT_EQ(account.mode, Mode::kLive);
  EXPECT_TRUE(account.simulated);
  EXPECT_TRUE(account.execution_live);
  EXPECT_EQ(account.ignored_accounts, options.ignored_accounts);
  EXPECT_EQ(account.configured_type, AccountType::kCash);
  EXPECT_EQ(account.universe, options.universe);
  EXPECT_EQ(account.keep, options.keep);
  EXPECT_EQ(account.unmanaged_positions, ledger::Unmanaged::kRefuse);
  EXPECT_EQ(account.schedule.frequency, schedule::Frequency::kWeekly);
  EXPECT_EQ(account.ledger_folder, "state/ledger");
  EXPECT_EQ(account.halt_file, "elsewhere/HALT");
  EXPECT_FALSE(account.strategy_file) << "the weights are the strategy's own";
  options.decide.kind = decide::StrategyKind::kFile;
  const auto file = monitored_account(options, "state/ledger").strategy_file;
  ASSERT_TRUE(file);
  EXPECT_EQ(file->path, "weights.csv");
}

TEST(CheckOptions, BarsAreAskedForAndCheckedAsTheRunDoes) {
  const run::RunOptions options = unusual_options();
  const monitor::SummaryOptions summary = summary_options(options);
  const monitor::MonitoredAccount account = monitored_account(options, {});
  const monitor::PreflightOptions preflight = preflight_options(options, account);
  for (const data::RefreshOptions* refresh : {&summary.refresh, &preflight.refresh}) {
    EXPECT_EQ(refresh->start, make_date(2016, 2, 1));
    EXPECT_EQ(refresh->retry.max_attempts, 11);
    EXPECT_EQ(refresh->retry.on, options.retry.on);
    EXPECT_EQ(refresh->seed, 13U);
  }
  for (const data::UniverseOptions* universe : {&summary.universe, &preflight.universe}) {
    EXPECT_EQ(universe->symbols, options.universe);
    EXPECT_EQ(universe->data.max_stale_sessions, 9);
  }
  EXPECT_EQ(summary.decide.selection.top_n, 5);
}

}  // namespace
}  // namespace bot::checks
