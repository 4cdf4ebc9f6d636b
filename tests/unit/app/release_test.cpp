// `bot release`: only what is out of the universe is the owner's for good.
#include "app/account_ledger.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

void manage_spy_and_xle() {
  const auto environment = open_environment(embedded_settings(), StatusRequest{});
  const auto ledger = open_ledger(*environment, kAccount);
  ASSERT_TRUE(ledger) << ledger.error().text();
  ledger::PositionsAccepted accepted{.explanation = "mine", .by = "Ann"};
  for (const char* symbol : {"SPY", "XLE"})
    accepted.entries.push_back({.symbol = Symbol{symbol}, .broker_quantity = Quantity::from_whole(5)});
  ASSERT_TRUE((*ledger)->append(UtcTime{std::chrono::seconds{1'741'035'300}}, RunId{}, accepted));
}

TEST(Release, OfASymbolThatWouldBeBoughtAgainIsRefused) {
  const AppFolder folder;
  manage_spy_and_xle();
  const Answer refused = run_embedded({"release", "SPY", "--yes"});
  EXPECT_EQ(refused.exit_code, 2) << refused.out;
  EXPECT_NE(refused.json()["error"]["message"].get<std::string>().find("SPY is in the universe"), std::string::npos)
      << refused.out;
  EXPECT_NE(refused.json()["error"]["fix"].get<std::string>().find("--set universe"), std::string::npos)
      << "where the universe is set: " << refused.out;
  EXPECT_EQ(run_embedded({"release", "XLE", "--yes"}).exit_code, 0);
  const auto status = run_embedded({"status"}).json();
  EXPECT_EQ(status["positions"]["SPY"], 5) << status;
  EXPECT_EQ(status["kept"]["XLE"], 5) << status;
}

}  // namespace
}  // namespace bot::app::test
