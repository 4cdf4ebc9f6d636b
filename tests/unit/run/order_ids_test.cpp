// Ids of orders and of what-ifs: each is used once, whatever the gateway counts from.
#include <gtest/gtest.h>

#include "support/trade_world.hpp"

namespace bot::run {
namespace {

using test::TradeWorld;

// A gateway that counts from the start again: neither an order nor a question gets an id that an order had.
TEST(OrderIds, IdsOfOrdersAreUsedOnceThoughTheGatewayCountsAnew) {
  TradeWorld world;
  world.trade();
  const ClientOrderId last = world.broker.frames.back().order_id;
  EXPECT_EQ(world.state().order_id_high_water, last.value());
  world.broker.faults.next_id_rolls_back = true;
  world.to_next_session();
  world.want({{"SPY", 0.5}, {"QQQ", 0.4}});
  const std::size_t asked = world.broker.what_if_ids.size();
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  ASSERT_GT(world.broker.what_if_ids.size(), asked);
  for (std::size_t index = asked; index < world.broker.what_if_ids.size(); ++index)
    EXPECT_GT(world.broker.what_if_ids[index], last);
  for (std::size_t index = 1; index < world.broker.frames.size(); ++index)
    EXPECT_GT(world.broker.frames[index].order_id, world.broker.frames[index - 1].order_id);
}

// The ids that a session has used stay known where no order was sent: those of its questions.
TEST(OrderIds, TheIdsOfQuestionsAreKnownToTheLedger) {
  TradeWorld world;
  world.broker.faults.what_if_refusals = {{Symbol{"GLD"}, 201}, {Symbol{"IEF"}, 201}};
  world.trade();
  ASSERT_TRUE(world.broker.frames.empty());
  ASSERT_FALSE(world.broker.what_if_ids.empty());
  EXPECT_EQ(world.state().order_id_high_water, world.broker.what_if_ids.back().value());
}

// From its first look at the gateway on, the ledger knows which id comes next: one that somebody else used is seen.
TEST(OrderIds, AnIdThatSomebodyElseUsedAfterTheFirstLookHalts) {
  TradeWorld world;
  const ClientOrderId first = world.broker.next_order_id();
  world.broker.set_position("SPY", 3);
  ASSERT_EQ(world.trade().exit_code, 7) << "nobody has accepted them";
  ASSERT_TRUE(world.broker.what_if_ids.empty()) << "no id of ours was used";
  EXPECT_NE(world.trade().exit_code, 6) << "and nobody else used one";
  EXPECT_FALSE(world.state().halt);
  world.broker.reserve_order_ids(ClientOrderId{first.value() + 1});
  world.trade();
  ASSERT_TRUE(world.state().halt);
  EXPECT_EQ(world.state().halt->reason, ledger::HaltReason::kLedgerBehind);
}

}  // namespace
}  // namespace bot::run
