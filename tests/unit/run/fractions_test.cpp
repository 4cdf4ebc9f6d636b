// Fractions of a share: planned where they are proven, and what the proof may and may not rest on.
#include <gtest/gtest.h>

#include "support/trade_world.hpp"
#include "unit/run/symbols.hpp"

namespace bot::run {
namespace {

using test::kGld;
using test::kIef;
using test::kSpy;

// A broker that takes fractions, and a run that asks.
struct FractionalWorld : test::TradeWorld {
  FractionalWorld() {
    broker.faults.takes_fractions = true;
    options.fractional = Fractional::kAuto;
  }
};

TEST(Fractions, WantOfMoneyDoesNotSayThatTheyDoNotGo) {
  FractionalWorld world;
  ASSERT_EQ(world.trade().exit_code, 0);
  ASSERT_FALSE(world.broker.shares("GLD").is_whole());
  world.to_next_session();
  world.to_next_session();
  // Everything is invested: SPY has to be paid for by what is sold, and GLD's sale is what proves fractions.
  world.want({{"GLD", 0.3}, {"SPY", 0.6}});
  world.broker.faults.no_money_for = {kSpy};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_FALSE(world.broker.shares("SPY").is_whole());
  EXPECT_EQ(world.broker.shares("IEF"), Quantity{});
}

TEST(Fractions, NothingButWantOfMoneyIsNoProof) {
  FractionalWorld world;
  world.broker.faults.no_money_for = {kGld, kIef};
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
  EXPECT_EQ(world.broker.shares("IEF"), Quantity::from_whole(60));
}

TEST(Fractions, OneWithoutATargetIsSoldWhereTheyGo) {
  FractionalWorld world;
  ASSERT_EQ(world.trade().exit_code, 0);
  ASSERT_FALSE(world.broker.shares("GLD").is_whole());
  world.to_next_session();
  world.to_next_session();
  world.want({{"IEF", 0.6}});
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(result.exit_code, 0) << result.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
}

TEST(Fractions, OneWithoutATargetStaysWhereTheyDoNotGo) {
  FractionalWorld world;
  ASSERT_EQ(world.trade().exit_code, 0);
  const Quantity held = world.broker.shares("GLD");
  world.to_next_session();
  world.to_next_session();
  world.want({{"IEF", 0.6}});
  world.broker.faults.takes_fractions = false;
  world.options.plan.drift_band = 0.005;  // the fraction alone is more than that
  const ledger::RunResult result = world.trade();
  EXPECT_EQ(world.broker.shares("GLD"), held - held.whole_part()) << result.message;
  EXPECT_EQ(result.message.find("GLD"), std::string::npos) << "it counts as on target: " << result.message;
}

// A what-if took it, the order was refused: the proof of the next day is not asked for, and whole shares go.
TEST(Fractions, ARefusalOfTheOrderItselfIsRememberedTheNextDay) {
  FractionalWorld world;
  world.broker.faults.orders[kGld] = test::OrderFault::kReject;
  world.broker.faults.rejection_code = 10243;
  EXPECT_EQ(world.trade().exit_code, 7);
  EXPECT_EQ(world.broker.shares("GLD"), Quantity{});
  world.broker.faults.orders.clear();
  world.to_next_session();
  const ledger::RunResult next = world.trade();
  EXPECT_EQ(next.exit_code, 0) << next.message;
  EXPECT_EQ(world.broker.shares("GLD"), Quantity::from_whole(15));
  EXPECT_TRUE(world.broker.frames.back().ticket.quantity.is_whole());
}

TEST(Fractions, WantOfMoneyIsNotRemembered) {
  FractionalWorld world;
  world.broker.faults.no_money_for = {kGld, kIef};
  ASSERT_EQ(world.trade().exit_code, 0);
  world.broker.faults.no_money_for.clear();
  world.to_next_session();
  world.want({{"GLD", 0.4}, {"IEF", 0.5}});
  EXPECT_EQ(world.trade().exit_code, 0);
  EXPECT_FALSE(world.broker.shares("GLD").is_whole()) << "asked again, and proven";
}

}  // namespace
}  // namespace bot::run
