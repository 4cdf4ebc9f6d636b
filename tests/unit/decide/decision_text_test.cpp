// A decision as text: what was recorded is read back to the bit.
#include "decide/decision_text.hpp"

#include <gtest/gtest.h>

namespace bot::decide {
namespace {

Decision two_symbols() {
  Decision decision;
  decision.asof = make_date(2025, 3, 4);
  SymbolScore young;
  young.symbol = Symbol{"IEF"};
  young.bars = 3;
  young.reason = "min_bars";
  SymbolScore chosen;
  chosen.symbol = Symbol{"SPY"};
  chosen.bars = 250;
  chosen.close = 500.25;
  chosen.ema_fast = 1.0 / 3;
  chosen.ema_slow = 0.1 + 0.2;
  chosen.atr = 5.5;
  chosen.score = 2.0 / 7;
  chosen.volatility = 0.151;
  chosen.passed = true;
  chosen.reason = "passed";
  decision.symbols = {young, chosen};
  decision.correlations = {{.a = Symbol{"IEF"}, .b = Symbol{"SPY"}, .rho = std::nullopt}};
  decision.selected = {Symbol{"SPY"}};
  decision.weights = {{Symbol{"SPY"}, 0.95}};
  decision.cash = 0.05;
  decision.reasons = {{Symbol{"IEF"}, "too few bars"}, {Symbol{"SPY"}, "chosen"}};
  return decision;
}

TEST(DecisionText, ComesBackToTheBit) {
  const auto back = parse_decision(decision_text(two_symbols()));
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(*back, two_symbols());
}

TEST(DecisionText, HasItsKeysInTheirOrder) {
  const std::string text = decision_text(two_symbols());
  EXPECT_TRUE(text.starts_with(R"({"asof":"2025-03-04","symbols":[{"symbol":"IEF","bars":3,"close":null,)")) << text;
  EXPECT_NE(text.find(R"("selected":["SPY"],"weights":{"SPY":0.95},"cash":0.05,"reasons":{)"), std::string::npos)
      << text;
}

TEST(DecisionText, ThatIsNoneIsRefused) {
  for (const char* text : {"", "[]", "{}", "{\"asof\":\"2025-03-04\"}", "null"})
    EXPECT_FALSE(parse_decision(text)) << text;
}

}  // namespace
}  // namespace bot::decide
