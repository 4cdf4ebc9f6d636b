#include "plan/make_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/plan/amounts.hpp"

namespace bot::plan {
namespace {

using test::dollars;
using test::shares;

Symbol symbol(const char* text) { return Symbol{text}; }

QuoteInput quote(double bid, double ask) {
  return {.bid = Price::from_double(bid),
          .ask = Price::from_double(ask),
          .last_close = Price::from_double((bid + ask) / 2)};
}

PlanInput account(double equity, double settled_cash) {
  PlanInput input;
  input.equity = dollars(equity);
  input.settled_cash = dollars(settled_cash);
  return input;
}

const PlannedOrder* order_of(const Plan& plan, const char* name) {
  for (const PlannedOrder& order : plan.orders)
    if (order.symbol == symbol(name)) return &order;
  return nullptr;
}

const Skipped* skipped_of(const Plan& plan, const char* name) {
  for (const Skipped& skipped : plan.skipped)
    if (skipped.symbol == symbol(name)) return &skipped;
  return nullptr;
}

TEST(LimitPrice, IsOnTheTickAndNeverBeyondTheOffset) {
  const Price cent = Price::from_double(0.01);
  EXPECT_EQ(buy_limit(Price::from_double(100.00), 10, cent).str(), "100.1");
  EXPECT_EQ(buy_limit(Price::from_double(99.99), 10, cent).str(), "100.08");  // 100.08999
  EXPECT_EQ(sell_limit(Price::from_double(99.99), 10, cent).str(), "99.9");   // 99.89001 up
  EXPECT_EQ(sell_limit(Price::from_double(100.00), 30, cent).str(), "99.7");
  EXPECT_EQ(sell_limit(Price::from_double(10.01), 30, cent).str(), "9.98");  // 9.97997 up
  EXPECT_EQ(buy_limit(Price::from_double(100.00), 10, Price::from_double(0.05)).str(), "100.1");
  EXPECT_EQ(buy_limit(Price::from_double(100.02), 10, Price::from_double(0.05)).str(), "100.1");
}

TEST(MakePlan, BuysFromCash) {
  PlanInput input = account(10'000, 10'000);
  input.targets = {{symbol("SPY"), 0.475}, {symbol("TLT"), 0.475}};
  input.quotes = {{symbol("SPY"), quote(499.9, 500.1)}, {symbol("TLT"), quote(89.99, 90.01)}};
  const Plan plan = make_plan(input);
  EXPECT_EQ(plan.reserve, dollars(50));
  EXPECT_EQ(plan.budget, dollars(9950));
  EXPECT_EQ(plan.scale, 1);
  // SPY: 4750/500 = 9.5, TLT: 4750/90 = 52.78. 10 x 500 is exactly the cap of 5000; 9 and 10 are equally far.
  ASSERT_EQ(plan.orders.size(), 2U);
  EXPECT_EQ(order_of(plan, "SPY")->shares, shares(9));
  EXPECT_EQ(order_of(plan, "TLT")->shares, shares(53));
  EXPECT_EQ(order_of(plan, "SPY")->limit_price.str(), "500.6");  // 500.6001 down
  EXPECT_EQ(order_of(plan, "SPY")->notional, dollars(9 * 500.6));
  EXPECT_EQ(order_of(plan, "SPY")->commission, dollars(0.35));
  EXPECT_EQ(plan.shares_after.at(symbol("TLT")), shares(53));
  const double spy = 9 * 500.0 / 10'000 - 0.475, tlt = 53 * 90.0 / 10'000 - 0.475;
  EXPECT_NEAR(plan.distance, std::sqrt(spy * spy + tlt * tlt), 1e-12);
}

TEST(MakePlan, RoundsUpWhereThatIsNearerAndNeverAboveTheCap) {
  PlanInput input = account(10'000, 10'000);
  input.targets = {{symbol("SPY"), 0.49}};
  input.quotes = {{symbol("SPY"), quote(299.99, 300.01)}};  // 16.33 shares; cap 16.67
  EXPECT_EQ(make_plan(input).orders.at(0).shares, shares(16));
  input.targets = {{symbol("SPY"), 0.5}};  // 16.67: 17 would be 0.51
  EXPECT_EQ(make_plan(input).orders.at(0).shares, shares(16));
  input.weight_cap.max_weight_per_asset = 0.51;
  EXPECT_EQ(make_plan(input).orders.at(0).shares, shares(17));
  input.weight_cap.fixed_strategy = true;  // not above its own weight
  EXPECT_EQ(make_plan(input).orders.at(0).shares, shares(16));
}

TEST(MakePlan, ScalesTheBuysTogetherWhenCashIsShort) {
  PlanInput input = account(10'000, 2'050);
  input.options.cash_rule = CashRule::kSettledOnly;
  input.positions = {{symbol("OLD"), {.shares = shares(79.5), .locked = shares(79.5)}}};
  input.targets = {{symbol("AAA"), 0.2}, {symbol("BBB"), 0.3}};
  input.quotes = {{symbol("AAA"), quote(10, 10)}, {symbol("BBB"), quote(10, 10)}, {symbol("OLD"), quote(100, 100)}};
  const Plan plan = make_plan(input);
  EXPECT_EQ(plan.budget, dollars(2000));
  EXPECT_NEAR(plan.scale, 2000.0 / (500 * 10 * 1.001), 1e-15);
  EXPECT_NEAR(plan.goals.at(symbol("AAA")), 0.2 * plan.scale, 1e-15);
  // Goals 79.92 and 119.88 shares; with commissions 199 shares at 10.01 fit and 200 do not.
  const double spent =
      (order_of(plan, "AAA")->shares.to_double() + order_of(plan, "BBB")->shares.to_double()) * 10.01 + 0.35 + 0.42;
  EXPECT_LE(spent, 2000);
  EXPECT_EQ(order_of(plan, "AAA")->shares + order_of(plan, "BBB")->shares, shares(199));
  ASSERT_NE(skipped_of(plan, "OLD"), nullptr);
  EXPECT_NE(skipped_of(plan, "OLD")->reason.find("locked"), std::string::npos);
}

TEST(MakePlan, SellsPayForBuysInAutoOnly) {
  PlanInput input = account(10'000, 100);
  input.positions = {{symbol("OLD"), {.shares = shares(99)}}};
  input.targets = {{symbol("NEW"), 0.475}};
  input.quotes = {{symbol("OLD"), quote(100, 100)}, {symbol("NEW"), quote(50, 50)}};
  const Plan plan = make_plan(input);
  ASSERT_EQ(plan.orders.size(), 2U);
  EXPECT_EQ(plan.orders[0].side, Side::kSell);
  EXPECT_EQ(plan.orders[0].shares, shares(99));
  EXPECT_EQ(plan.orders[0].limit_price.str(), "99.7");
  EXPECT_TRUE(plan.orders[0].full_exit);
  EXPECT_EQ(plan.orders[1].shares, shares(95));
  EXPECT_EQ(plan.budget, dollars(50));
  input.options.cash_rule = CashRule::kSettledOnly;
  const Plan settled = make_plan(input);
  ASSERT_EQ(settled.orders.size(), 1U) << "fifty dollars do not buy a share at 50.05 with its commission";
  EXPECT_EQ(settled.orders[0].side, Side::kSell);
}

TEST(MakePlan, LeavesWhatIsInsideTheBand) {
  PlanInput input = account(10'000, 1'000);
  input.positions = {{symbol("AAA"), {.shares = shares(46)}}, {symbol("BBB"), {.shares = shares(43)}}};
  input.targets = {{symbol("AAA"), 0.48}, {symbol("BBB"), 0.48}};
  input.quotes = {{symbol("AAA"), quote(100, 100)}, {symbol("BBB"), quote(100, 100)}};
  const Plan plan = make_plan(input);  // 0.02 is inside, 0.05 is not, and then it goes the whole way
  EXPECT_EQ(order_of(plan, "AAA"), nullptr);
  ASSERT_NE(order_of(plan, "BBB"), nullptr);
  EXPECT_EQ(order_of(plan, "BBB")->shares, shares(5));
  EXPECT_NE(skipped_of(plan, "AAA")->reason.find("within"), std::string::npos);
}

TEST(MakePlan, ExitsIgnoreBandAndMinimumAndKeepFractionAndLocked) {
  PlanInput input = account(10'000, 0);
  input.positions = {
      {symbol("AAA"), {.shares = shares(1)}},
      {symbol("BBB"), {.shares = shares(10.4), .locked = shares(3)}},
      {symbol("CCC"), {.shares = shares(0.4)}},
      {symbol("DDD"), {.shares = shares(5), .locked = shares(5), .locked_until = make_date(2026, 11, 24)}}};
  for (const char* name : {"AAA", "BBB", "CCC", "DDD"}) input.quotes[symbol(name)] = quote(20, 20);
  input.targets = {{symbol("DDD"), 0.0}};
  const Plan plan = make_plan(input);
  ASSERT_EQ(plan.orders.size(), 2U);
  EXPECT_EQ(order_of(plan, "AAA")->shares, shares(1));
  EXPECT_EQ(order_of(plan, "BBB")->shares, shares(7));
  EXPECT_EQ(plan.shares_after.at(symbol("BBB")), shares(3.4));
  EXPECT_NE(order_of(plan, "BBB")->reason.find("0.4"), std::string::npos);
  EXPECT_NE(skipped_of(plan, "CCC")->reason.find("0.4"), std::string::npos);
  EXPECT_NE(skipped_of(plan, "DDD")->reason.find("2026-11-24"), std::string::npos);
  // What is locked keeps the account from its goals, all of a symbol or part of it; a fraction does not.
  EXPECT_NEAR(plan.distance, std::hypot(3 * 20 / 1e4, 5 * 20 / 1e4), 1e-12);
}

TEST(MakePlan, NamesAFractionAlsoOfWhatIsWanted) {
  PlanInput input = account(10'000, 5'000);
  input.positions = {{symbol("AAA"), {.shares = shares(10.25)}}, {symbol("BBB"), {.shares = shares(50.5)}}};
  input.targets = {{symbol("AAA"), 0.3}, {symbol("BBB"), 0.1}};
  for (const char* name : {"AAA", "BBB"}) input.quotes[symbol(name)] = quote(20, 20);
  const Plan plan = make_plan(input);
  ASSERT_NE(order_of(plan, "AAA"), nullptr);
  EXPECT_NE(order_of(plan, "AAA")->reason.find("the fraction of 0.25 shares stays"), std::string::npos);
  ASSERT_NE(skipped_of(plan, "BBB"), nullptr);
  EXPECT_NE(skipped_of(plan, "BBB")->reason.find("the fraction of 0.5 shares stays"), std::string::npos);
}

TEST(MakePlan, SmallOrdersAreNotMade) {
  PlanInput input = account(10'000, 10'000);
  input.targets = {{symbol("AAA"), 0.006}, {symbol("BBB"), 0.0024}};
  input.quotes = {{symbol("AAA"), quote(20, 20)}, {symbol("BBB"), quote(20, 20)}};
  const Plan plan = make_plan(input);  // 60 dollars: 3 shares; 24 dollars: nothing, 50 would be farther
  EXPECT_EQ(order_of(plan, "AAA")->shares, shares(3));
  EXPECT_EQ(order_of(plan, "BBB"), nullptr);
}

TEST(MakePlan, BadQuotesAreNamedAndNotTraded) {
  PlanInput input = account(10'000, 5'000);
  const QuoteInput good = quote(100, 100.02);
  struct Case {
    const char* name;
    QuoteInput quote;
  };
  QuoteInput no_bid = good, no_ask = good, no_close = good, crossed = quote(100.05, 100), far = quote(116, 116.02),
             zero = quote(0, 100), stale = good, at_limit = quote(115, 115);
  no_bid.bid.reset();
  no_ask.ask.reset();
  no_close.last_close.reset();
  far.last_close = Price::from_whole(100);
  at_limit.last_close = Price::from_whole(100);
  stale.problem = "last trade 40 s ago, more than 30 s";
  for (const Case& bad : {Case{"A", no_bid}, Case{"B", no_ask}, Case{"C", no_close}, Case{"D", crossed}, Case{"E", far},
                          Case{"F", zero}, Case{"G", stale}}) {
    input.quotes[symbol(bad.name)] = bad.quote;
    input.targets[symbol(bad.name)] = 0.05;
    input.positions[symbol(bad.name)] = {.shares = shares(20)};
  }
  input.targets[symbol("H")] = 0.05;  // no quote at all
  input.quotes[symbol("I")] = at_limit;
  input.targets[symbol("I")] = 0.05;
  const Plan plan = make_plan(input);
  ASSERT_EQ(plan.orders.size(), 1U);
  EXPECT_EQ(plan.orders[0].symbol, symbol("I"));
  EXPECT_EQ(plan.skipped.size(), 8U);
  for (const Skipped& skipped : plan.skipped) EXPECT_TRUE(skipped.bad_quote) << skipped.reason;
  EXPECT_EQ(plan.reasons.size(), 9U);
}

TEST(MakePlan, AvailableFundsAreACeilingAlsoBelowSettledCash) {
  PlanInput input = account(10'000, 5'000);
  input.unsettled_proceeds = dollars(1'000);
  EXPECT_EQ(make_plan(input).budget, dollars(5'950));
  input.available_funds = dollars(5'500);
  EXPECT_EQ(make_plan(input).budget, dollars(5'450));
  input.available_funds = dollars(3'000);
  EXPECT_EQ(make_plan(input).budget, dollars(2'950));
  input.options.cash_rule = CashRule::kSettledOnly;
  EXPECT_EQ(make_plan(input).budget, dollars(2'950));
  input.available_funds.reset();
  EXPECT_EQ(make_plan(input).budget, dollars(4'950));
  input.equity = dollars(100'000);
  EXPECT_EQ(make_plan(input).reserve, dollars(500));
}

TEST(MakePlan, NegativeSettledCashIsNotSpentTwice) {
  PlanInput input = account(10'000, -2'000);
  input.unsettled_proceeds = dollars(2'500);
  input.targets = {{symbol("AAA"), 0.475}};
  input.quotes = {{symbol("AAA"), quote(100, 100)}};
  const Plan plan = make_plan(input);
  EXPECT_EQ(plan.budget, dollars(450));
  EXPECT_EQ(plan.orders.at(0).shares, shares(4));
}

TEST(MakePlan, FractionsInStepsOfTenThousandths) {
  PlanInput input = account(10'000, 3'000);
  input.fractional = true;
  input.options.cash_rule = CashRule::kSettledOnly;
  input.positions = {{symbol("OLD"), {.shares = shares(3.12345)}}};
  input.targets = {{symbol("AAA"), 0.2}, {symbol("BBB"), 0.3}};
  input.quotes = {{symbol("AAA"), quote(33, 33)}, {symbol("BBB"), quote(77, 77)}, {symbol("OLD"), quote(100, 100)}};
  const Plan plan = make_plan(input);
  EXPECT_EQ(order_of(plan, "OLD")->shares, shares(3.1234));
  const Quantity a = order_of(plan, "AAA")->shares, b = order_of(plan, "BBB")->shares;
  EXPECT_EQ(a.raw() % 100'000, 0);
  const double spent = a.to_double() * 33 * 1.001 + b.to_double() * 77 * 1.001 + 0.70;
  EXPECT_LE(spent, 2950);
  EXPECT_GT(spent, 2949);
  EXPECT_NEAR(b.to_double() * 77 / (a.to_double() * 33), 1.5, 1e-3);
}

TEST(MakePlan, NothingWithoutEquity) {
  PlanInput input = account(0, 0);
  input.targets = {{symbol("AAA"), 0.475}};
  input.quotes = {{symbol("AAA"), quote(100, 100)}};
  const Plan plan = make_plan(input);
  EXPECT_TRUE(plan.orders.empty());
  EXPECT_EQ(plan.skipped.size(), 1U);
}

}  // namespace
}  // namespace bot::plan
