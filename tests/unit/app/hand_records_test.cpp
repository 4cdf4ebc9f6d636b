// What was traded by hand before there were units.
#include "app/hand_records.hpp"

#include "app/account_ledger.hpp"
#include "os/system_files.hpp"
#include "sqlite/sqlite_ledger.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

constexpr const char* kHere = "data/state/DU0000001";

// The clock is the machine's, as under the units.
std::vector<std::string> settings() {
  return {"gateway.kind=embedded", "embedded.state=data/gateway", "universe=[SPY, IEF]"};
}

struct Bench {
  AppFolder folder;
  std::unique_ptr<Environment> environment = open_environment(settings(), ScheduleRequest{});
  systemd::Installation installation;

  Bench() {
    installation.layout.state_folder = std::filesystem::current_path().string() + "/units";
    installation.options.account = kAccount.value();
    installation.options.ledger_folder = "data/state/DU0000001";
  }
  [[nodiscard]] std::string units_ledger() const { return installation.layout.state_folder + "/data/state/DU0000001"; }
  [[nodiscard]] Result<HandRecords> found() { return find_hand_records(*environment, installation); }
};

// A ledger as a run leaves it that came to hold something; `shares` 0: as a first look leaves it.
void keep_ledger(const std::string& folder, std::int64_t shares) {
  os::SystemFiles files;
  const auto ledger = sqlite::SqliteLedger::open(folder, files);
  ASSERT_TRUE(ledger) << ledger.error().text();
  if (shares == 0) return;
  ledger::PositionsAccepted accepted;
  accepted.entries.push_back({});
  accepted.entries.back().symbol = Symbol("SPY");
  accepted.entries.back().broker_quantity = Quantity::from_whole(shares);
  ASSERT_TRUE((*ledger)->append(*parse_utc("2026-01-14T20:55:00Z"), RunId(), accepted));
}

TEST(HandRecords, ALedgerOfRunsByHandIsTakenOverWithItsSimulatedAccount) {
  Bench bench;
  keep_ledger(kHere, 3);
  std::filesystem::create_directories("data/gateway");
  const auto records = bench.found();
  ASSERT_TRUE(records) << records.error().text();
  ASSERT_EQ(records->takeovers.size(), 2U);
  EXPECT_EQ(records->takeovers[0].from, kHere);
  EXPECT_EQ(records->takeovers[0].to, bench.units_ledger());
  EXPECT_EQ(records->takeovers[1].from, "data/gateway");
  EXPECT_EQ(records->takeovers[1].to, bench.installation.layout.state_folder + "/data/gateway");
  EXPECT_TRUE(records->warnings.empty());
  // Nobody trades with it while it moves.
  const auto meanwhile = open_ledger(*bench.environment, kAccount);
  ASSERT_FALSE(meanwhile);
  EXPECT_EQ(meanwhile.error().code, ErrorCode::kLocked);
}

TEST(HandRecords, WhatAFirstLookLeftUnderTheUnitsIsNoLedgerToKeep) {
  Bench bench;
  keep_ledger(kHere, 3);
  keep_ledger(bench.units_ledger(), 0);
  const auto records = bench.found();
  ASSERT_TRUE(records) << records.error().text();
  EXPECT_EQ(records->takeovers.front().from, kHere);
}

TEST(HandRecords, TwoLedgersThatBothTradedStayAndAreNamed) {
  Bench bench;
  keep_ledger(kHere, 3);
  keep_ledger(bench.units_ledger(), 5);
  const auto records = bench.found();
  ASSERT_TRUE(records) << records.error().text();
  EXPECT_TRUE(records->takeovers.empty());
  ASSERT_EQ(records->warnings.size(), 1U);
  EXPECT_NE(records->warnings[0].find("two ledgers of DU0000001"), std::string::npos) << records->warnings[0];
}

TEST(HandRecords, BelowAPrefixNothingMovesAndNothingIsSuggested) {
  Bench bench;
  keep_ledger(kHere, 3);
  bench.installation.layout.prefix = std::filesystem::current_path().string() + "/stage";
  const auto records = bench.found();
  ASSERT_TRUE(records) << records.error().text();
  EXPECT_TRUE(records->takeovers.empty());
  ASSERT_EQ(records->warnings.size(), 1U);
  EXPECT_NE(records->warnings[0].find("stays there"), std::string::npos) << records->warnings[0];
  EXPECT_EQ(records->warnings[0].find("mv "), std::string::npos) << "what is to look at takes no ledger away";
}

TEST(HandRecords, AnInstallationFromItsOwnStateFolderMovesNothing) {
  Bench bench;
  keep_ledger(kHere, 3);
  bench.installation.layout.state_folder = std::filesystem::current_path().string();
  const auto records = bench.found();
  ASSERT_TRUE(records) << records.error().text();
  EXPECT_TRUE(records->takeovers.empty() && records->warnings.empty());
}

TEST(HandRecords, ARunThatIsOnIsWaitedForByThePerson) {
  Bench bench;
  keep_ledger(kHere, 3);
  const auto run = open_ledger(*bench.environment, kAccount);
  const auto records = bench.found();
  ASSERT_FALSE(records);
  EXPECT_EQ(records.error().code, ErrorCode::kLocked);
}

}  // namespace
}  // namespace bot::app::test
