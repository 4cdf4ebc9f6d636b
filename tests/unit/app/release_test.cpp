// `bot release`: what is in the universe still is bought again, and he is told before he agrees.
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

void manage_spy_and_xle() {
  ledger::PositionsAccepted accepted{.explanation = "mine", .by = "Ann"};
  for (const char* symbol : {"SPY", "XLE"})
    accepted.entries.push_back({.symbol = Symbol{symbol}, .broker_quantity = Quantity::from_whole(5)});
  record({accepted});
}

TEST(Release, OfASymbolInTheUniverseSaysThatItIsBoughtAgain) {
  const AppFolder folder;
  manage_spy_and_xle();
  const Answer asked = run_embedded({"release", "SPY"});
  EXPECT_EQ(asked.exit_code, 2) << "nobody is there to say yes";
  const std::string message = asked.json()["error"]["message"].get<std::string>();
  EXPECT_NE(message.find("SPY is in the universe (--set universe): while it is, the next runs buy it again"),
            std::string::npos)
      << message;
  for (const char* symbol : {"SPY", "XLE"}) EXPECT_EQ(run_embedded({"release", symbol, "--yes"}).exit_code, 0);
  const auto status = run_embedded({"status"}).json();
  EXPECT_EQ(status["kept"]["SPY"], 5) << status;
  EXPECT_EQ(status["kept"]["XLE"], 5) << status;
}

}  // namespace
}  // namespace bot::app::test
