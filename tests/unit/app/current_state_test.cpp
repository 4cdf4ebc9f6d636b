// What the account is now, where a checkpoint of a program with older rules holds something else than its rows add up
// to.
#include "app/account_ledger.hpp"
#include "calendar/new_york.hpp"
#include "ledger/checkpoint.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

const Symbol kSpy{"SPY"};
const Date kSession = make_date(2025, 3, 3);

// A session that ended with 3 SPY and $ 1,000; then a checkpoint that knows of 5 SPY and $ 2,000.
void leave_ledger_of_older_rules() {
  const auto environment = open_environment(embedded_settings(), StatusRequest{});
  const auto ledger = open_ledger(*environment, kAccount);
  ASSERT_TRUE(ledger) << ledger.error().text();
  const UtcTime at = calendar::from_new_york(kSession, std::chrono::hours{16});
  ledger::PositionsAccepted accepted{.explanation = "mine", .by = "Ann"};
  accepted.entries.push_back({.symbol = kSpy, .broker_quantity = Quantity::from_whole(3)});
  ASSERT_TRUE((*ledger)->append(at, RunId{}, accepted));
  ledger::NavRecorded nav;
  nav.session = kSession;
  nav.net_liquidation = Money::from_whole(1'000);
  ASSERT_TRUE((*ledger)->append(at, RunId{}, nav));
  ledger::LedgerState known = (*ledger)->state();
  known.managed[kSpy] = Quantity::from_whole(5);
  known.navs.front().equity = Money::from_whole(2'000);
  ledger::Checkpoint checkpoint = ledger::take_checkpoint(known);
  checkpoint.rules = ledger::kFoldRules - 1;
  ASSERT_TRUE((*ledger)->append(at, RunId{}, checkpoint));
}

TEST(CurrentState, IsTheCheckpointsForStatusAndTheDailySummary) {
  const AppFolder folder;
  leave_ledger_of_older_rules();
  const Answer status = run_embedded({"status"});
  EXPECT_EQ(status.json()["positions"]["SPY"], 5) << status.out;
  const Answer summary = run_embedded({"report", "daily", "--session", "2025-03-03"});
  EXPECT_EQ(summary.exit_code, 0) << summary.out;
  EXPECT_EQ(summary.json()["equity"], 2000) << summary.out;
}

}  // namespace
}  // namespace bot::app::test
