// Which simulated account begins anew by itself: the one nobody named.
#include "app/simulated_account.hpp"

#include <fstream>

#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

// A try at noon of `day`, with the account's state kept; the settings of `file` on top.
int try_on(const std::string& day, const std::string& file = {}) {
  std::vector<std::string> arguments = {
      "--json", "--log-level",         "error",   "--set",          "embedded.pace=step",
      "--set",  "universe=[SPY, IEF]", "--clock", day + " 12:00:00"};
  if (!file.empty()) arguments.insert(arguments.end(), {"--config", file});
  arguments.insert(arguments.end(), {"trade", "--dry-run"});
  return run(arguments).exit_code;
}

bool is_kept_aside() { return std::filesystem::exists("data/gateway/DU0000001.json.until-2025-03-05"); }

TEST(SimulatedAccount, ThatNobodyNamedBeginsAnewWhenItsClockGoesBack) {
  const AppFolder folder;
  ASSERT_EQ(try_on("2025-03-05"), 0);
  EXPECT_EQ(try_on("2025-03-04"), 0);
  EXPECT_TRUE(is_kept_aside());
}

TEST(SimulatedAccount, OfTheFileOfDefaultsBeginsAnewToo) {
  const AppFolder folder;
  std::filesystem::create_directory("config");
  std::ofstream("config/config.yaml") << "embedded: {state: data/gateway, account: DU0000001}\n";
  ASSERT_EQ(try_on("2025-03-05"), 0);
  EXPECT_EQ(try_on("2025-03-04"), 0);
  EXPECT_TRUE(is_kept_aside());
}

// Whatever the file is called: its name says nothing about whose it is.
TEST(SimulatedAccount, ThatTheOwnerNamedIsNeverMovedAside) {
  for (const char* file : {"own.yaml", "built-in config.yaml"}) {
    const AppFolder folder;
    std::ofstream(file) << "embedded: {state: data/gateway, account: DU0000001}\n";
    ASSERT_EQ(try_on("2025-03-05", file), 0) << file;
    EXPECT_NE(try_on("2025-03-04", file), 0) << file << ": the gateway refuses a clock that goes back";
    EXPECT_FALSE(is_kept_aside()) << file;
  }
}

}  // namespace
}  // namespace bot::app::test
