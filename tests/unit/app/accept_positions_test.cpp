// `bot accept-positions` while an order of ours is out whose end the ledger does not know.
#include "unit/app/app_folder.hpp"

namespace bot::app::test {
namespace {

// 5 SPY under management, and a run that was killed behind an order to sell them; the account has none any more.
void leave_a_sale_nobody_booked() {
  const Quantity shares = Quantity::from_whole(5);
  ledger::PositionsAccepted accepted{.explanation = "mine", .by = "Ann"};
  accepted.entries.push_back({.symbol = Symbol{"SPY"}, .broker_quantity = shares});
  ledger::Intent intent;
  intent.key = OrderKey{"RB1.20250303.1.SPY.S.0"};
  intent.symbol = Symbol{"SPY"};
  intent.side = Side::kSell;
  intent.quantity = shares;
  intent.limit = Price::from_whole(500);
  ledger::PlanWritten plan;
  plan.session = make_date(2025, 3, 3);
  plan.intents = {intent};
  const orders::OrderSending sending{.key = intent.key,
                                     .order_id = ClientOrderId{1},
                                     .quantity = shares,
                                     .limit = intent.limit,
                                     .expires = UtcTime{std::chrono::seconds{1'741'035'300}}};
  record({accepted, plan, sending});
}

TEST(AcceptPositions, TheFillOfAnOrderThatTheNextRunBooksIsNotTakenOver) {
  const AppFolder folder;
  leave_a_sale_nobody_booked();
  const auto shown = run_embedded({"accept-positions"});
  EXPECT_EQ(shown.exit_code, 0) << shown.out;
  EXPECT_TRUE(shown.json()["positions"].empty()) << shown.out;
  EXPECT_EQ(shown.json()["unbooked"][0]["order"], "RB1.20250303.1.SPY.S.0") << shown.out;
  const Answer refused = run_embedded({"accept-positions", "--yes"});
  EXPECT_EQ(refused.exit_code, 2) << refused.out;
  EXPECT_NE(refused.out.find("is not booked yet: broker 0, ledger 5"), std::string::npos) << refused.out;
  EXPECT_EQ(run_embedded({"status"}).json()["positions"]["SPY"], 5);
  const Answer preflight = run_embedded({"preflight"});
  EXPECT_EQ(preflight.json()["trade_ready"], true) << preflight.out;
}

}  // namespace
}  // namespace bot::app::test
