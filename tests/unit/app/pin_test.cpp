// A contract that is not the pinned one: told before it blocks a run, and renewed by `bot pin`.
#include "app/account_ledger.hpp"
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

// The ledger pins SPY as a contract that the gateway does not give under this ticker.
void pin_another_contract() {
  const auto environment = open_environment(embedded_settings(), StatusRequest{});
  const auto ledger = open_ledger(*environment, AccountId{"DU0000001"});
  ASSERT_TRUE(ledger) << ledger.error().text();
  ASSERT_TRUE((*ledger)->append(
      UtcTime{std::chrono::seconds{1'741'000'000}}, RunId{},
      ledger::InstrumentPinned{.symbol = Symbol{"SPY"}, .con_id = ConId{4242}, .primary_exchange = "ARCA"}));
}

nlohmann::json contracts_check() {
  const nlohmann::json document = run_embedded({"preflight"}).json();
  for (const nlohmann::json& check : document["checks"])
    if (check["name"] == "contracts") return check;
  return {};
}

TEST(Pin, AnotherContractIsAWarningOfThePreflightUntilItIsRenewed) {
  const AppFolder folder;
  pin_another_contract();
  const nlohmann::json warned = contracts_check();
  ASSERT_FALSE(warned.is_null());
  EXPECT_EQ(warned["light"], "warning");
  EXPECT_NE(warned["text"].get<std::string>().find("SPY"), std::string::npos) << warned.dump();
  EXPECT_NE(warned["fix"].get<std::string>().find("bot pin SPY"), std::string::npos) << warned.dump();

  const Answer shown = run_embedded({"pin", "SPY"});
  EXPECT_EQ(shown.exit_code, 0) << shown.out;
  EXPECT_EQ(shown.json()["pinned"]["con_id"], 4242);
  EXPECT_EQ(shown.json()["renewed"], false);
  EXPECT_FALSE(contracts_check().is_null()) << "looking changes nothing";

  const Answer renewed = run_embedded({"pin", "SPY", "--yes"});
  EXPECT_EQ(renewed.exit_code, 0) << renewed.out;
  EXPECT_EQ(renewed.json()["renewed"], true);
  EXPECT_TRUE(contracts_check().is_null());

  const Answer again = run_embedded({"pin", "SPY", "--yes"});
  EXPECT_EQ(again.json()["pinned"], renewed.json()["now"]);
  EXPECT_EQ(again.json()["renewed"], false) << "nothing to renew";
}

}  // namespace
}  // namespace bot::app::test
