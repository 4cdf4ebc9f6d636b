#include "plan/replan_buys.hpp"

#include <gtest/gtest.h>

namespace bot::plan {
namespace {

const Symbol kA{"AAA"}, kB{"BBB"};

QuoteInput quote_closed_at_bid(double bid, double ask) {
  return {.bid = Price::from_double(bid), .ask = Price::from_double(ask), .last_close = Price::from_double(bid)};
}

PlanInput account_of_two(double settled_cash) {
  PlanInput input;
  input.equity = Money::from_whole(10'000);
  input.settled_cash = Money::from_double(settled_cash);
  input.targets = {{kA, 0.45}, {kB, 0.45}};
  input.quotes = {{kA, quote_closed_at_bid(100, 100)}, {kB, quote_closed_at_bid(100, 100)}};
  return input;
}

const std::map<Symbol, BuyIntent> kIntents{{kA, {Quantity::from_whole(45), Price::from_whole(100)}},
                                           {kB, {Quantity::from_whole(20), Price::from_whole(100)}}};

TEST(ReplanBuys, NeverGrowsBeyondTheIntent) {
  const Plan plan = replan_buys(account_of_two(10'000), kIntents);
  ASSERT_EQ(plan.orders.size(), 2U);
  EXPECT_EQ(plan.orders[0].shares, Quantity::from_whole(45));
  EXPECT_EQ(plan.orders[1].shares, Quantity::from_whole(20));
}

TEST(ReplanBuys, ShrinksWithTheBudget) {
  const Plan plan = replan_buys(account_of_two(3'050), kIntents);
  EXPECT_EQ(plan.budget, Money::from_whole(3'000));
  ASSERT_EQ(plan.orders.size(), 2U);
  Money spent;
  for (const PlannedOrder& order : plan.orders) {
    EXPECT_LE(order.shares, kIntents.at(order.symbol).shares);
    spent += order.notional + order.commission;
  }
  EXPECT_LE(spent, plan.budget);
  EXPECT_EQ(plan.orders[0].shares + plan.orders[1].shares, Quantity::from_whole(29));
}

TEST(ReplanBuys, HoldsThePriceAtHalfAPercentAboveThePlannedMid) {
  PlanInput input = account_of_two(10'000);
  input.quotes[kA] = quote_closed_at_bid(101, 101);
  const Plan plan = replan_buys(input, kIntents);
  EXPECT_EQ(plan.orders.at(0).limit_price.str(), "100.5");
  EXPECT_EQ(plan.orders.at(1).limit_price.str(), "100.1");
}

TEST(ReplanBuys, DropsWhatHasNoQuoteOrNoMoney) {
  PlanInput input = account_of_two(10'000);
  input.quotes[kB].problem = "trading is halted";
  Plan plan = replan_buys(input, kIntents);
  EXPECT_EQ(plan.orders.size(), 1U);
  EXPECT_EQ(plan.skipped.at(0).symbol, kB);
  plan = replan_buys(account_of_two(60), kIntents);
  EXPECT_TRUE(plan.orders.empty());
  EXPECT_EQ(plan.skipped.size(), 2U);
}

TEST(ReplanBuys, SellsNothingAndOpensNothingNew) {
  PlanInput input = account_of_two(10'000);
  input.positions = {{kA, {.shares = Quantity::from_whole(90)}}, {Symbol{"CCC"}, {.shares = Quantity::from_whole(10)}}};
  input.targets[Symbol{"DDD"}] = 0.05;
  input.quotes[Symbol{"CCC"}] = quote_closed_at_bid(50, 50);
  input.quotes[Symbol{"DDD"}] = quote_closed_at_bid(50, 50);
  const Plan plan = replan_buys(input, kIntents);
  ASSERT_EQ(plan.orders.size(), 1U);
  EXPECT_EQ(plan.orders[0].symbol, kB);
}

TEST(FundsAfterSells, WithoutAFreshCeilingThereIsNoUnsettledMoney) {
  const Funds stale = funds_after_sells(Money::from_whole(100), Money::from_whole(900), std::nullopt);
  EXPECT_EQ(budget(stale, CashRule::kAuto, Money::from_whole(50)), Money::from_whole(50));
  const Funds fresh = funds_after_sells(Money::from_whole(100), Money::from_whole(900), Money::from_whole(700));
  EXPECT_EQ(budget(fresh, CashRule::kAuto, Money::from_whole(50)), Money::from_whole(650));
  EXPECT_EQ(budget(fresh, CashRule::kSettledOnly, Money::from_whole(50)), Money::from_whole(50));
}

}  // namespace
}  // namespace bot::plan
