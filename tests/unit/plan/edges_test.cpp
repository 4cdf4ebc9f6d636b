#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "model/order_key.hpp"
#include "plan/plan_account.hpp"
#include "plan/quote_check.hpp"

namespace bot::plan {
namespace {

const AccountId kAccount{"DU0000001"};

TEST(OrderKey, GoesThereAndBack) {
  for (const char* name : {"SPY", "BRK B", "BF.B", "ABCDEFGHIJKL", "A-B"}) {
    for (const Side side : {Side::kBuy, Side::kSell}) {
      const OrderKeyParts parts{make_date(2026, 11, 20), 999, Symbol{name}, side};
      const OrderKey key = make_order_key(parts, kAccount);
      EXPECT_LE(key.value().size(), 40U);
      for (const char c : key.value()) EXPECT_TRUE(c >= ' ' && c <= '~');
      EXPECT_EQ(parse_order_key(key.value(), kAccount), parts) << key.value();
      EXPECT_FALSE(parse_order_key(key.value(), AccountId{"DU0000002"})) << key.value();
    }
  }
}

TEST(OrderKey, LooksAsTheContractSays) {
  const std::string key = make_order_key({make_date(2026, 11, 20), 1, Symbol{"SPY"}, Side::kBuy}, kAccount).value();
  EXPECT_EQ(key.substr(0, 21), "RB1.20261120.1.SPY.B.");
  EXPECT_EQ(key.size(), 27U);
}

TEST(OrderKey, EveryChangedCharacterIsNoticed) {
  const std::string key = make_order_key({make_date(2026, 11, 20), 12, Symbol{"SPY"}, Side::kSell}, kAccount).value();
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string changed = key;
    changed[i] = changed[i] == '2' ? '3' : '2';
    EXPECT_FALSE(parse_order_key(changed, kAccount)) << changed;
    EXPECT_FALSE(parse_order_key(key.substr(0, i), kAccount));
  }
  EXPECT_TRUE(has_our_prefix(key));
  EXPECT_FALSE(has_our_prefix("my order"));
}

TEST(QuoteCheck, AgeIsThatOfTheLastTrade) {
  const UtcTime now = *parse_utc("2026-11-20T20:55:00Z");
  Quote quote;
  quote.bid = Price::from_whole(100);
  quote.ask = Price::from_whole(101);
  quote.previous_close = Price::from_whole(100);
  quote.last_trade = now - std::chrono::seconds{30};
  const QuoteLimits limits{.max_ahead = std::chrono::seconds{10}};
  const Price cent = Price::from_double(0.01);
  EXPECT_FALSE(usable_quote(quote, now, cent, limits).problem);
  quote.last_trade = now - std::chrono::milliseconds{30'001};
  EXPECT_TRUE(usable_quote(quote, now, cent, limits).problem);
  quote.type = MarketDataType::kDelayed;
  quote.last_trade = now - std::chrono::seconds{1200};
  EXPECT_FALSE(usable_quote(quote, now, cent, limits).problem);
  EXPECT_TRUE(usable_quote(quote, now, cent, {.max_ahead = std::chrono::seconds{10}, .require_live = true}).problem);
  quote.last_trade = now - std::chrono::seconds{1201};
  EXPECT_TRUE(usable_quote(quote, now, cent, limits).problem);
  quote.last_trade = now + std::chrono::seconds{10};
  EXPECT_FALSE(usable_quote(quote, now, cent, limits).problem) << "as far as clocks may be apart";
  quote.last_trade = now + std::chrono::milliseconds{10'001};
  EXPECT_TRUE(usable_quote(quote, now, cent, limits).problem) << "a time that is not known is no fresh one";
  quote.last_trade.reset();
  EXPECT_TRUE(usable_quote(quote, now, cent, limits).problem);
  quote.last_trade = now;
  quote.halted = true;
  EXPECT_TRUE(usable_quote(quote, now, cent, limits).problem);
}

TEST(PlanAccount, BecomesAPlanInput) {
  DescribedAccount account{.equity = 10'000, .settled_cash = 123.45, .unsettled_proceeds = 10, .available_funds = 100};
  account.targets = {{Symbol{"SPY"}, 0.475}};
  account.positions = {{Symbol{"SPY"}, {3.5, 1}}};
  account.quotes = {{Symbol{"SPY"}, {100, 100.02, 99.5}}, {Symbol{"TLT"}, {std::nan(""), 90, 90}}};
  const auto input = plan_input(account, {}, {});
  ASSERT_TRUE(input);
  EXPECT_EQ(input->settled_cash.str(), "123.45");
  EXPECT_EQ(input->positions.at(Symbol{"SPY"}).locked, Quantity::from_whole(1));
  EXPECT_EQ(input->quotes.at(Symbol{"SPY"}).ask->str(), "100.02");
  EXPECT_TRUE(quote_problem(input->quotes.at(Symbol{"TLT"}), {}));
}

TEST(PlanAccount, WhatFixedPointCannotHoldIsLeftAloneOrRefused) {
  DescribedAccount account{.equity = 10'000, .settled_cash = 10'000};
  account.targets = {{Symbol{"A"}, 0.2}, {Symbol{"B"}, 0.2}, {Symbol{"C"}, 0.2}};
  account.positions = {{Symbol{"A"}, {8e9, 0}}};
  account.quotes = {
      {Symbol{"A"}, {100, 100.02, 100}}, {Symbol{"B"}, {1e-8, 1e-8, 1e-8}}, {Symbol{"C"}, {20, 20.01, 20}}};
  const auto input = plan_input(account, {}, {});
  ASSERT_TRUE(input);
  const Plan plan = make_plan(*input);
  ASSERT_EQ(plan.orders.size(), 1U);
  EXPECT_EQ(plan.orders[0].symbol, Symbol{"C"});
  account.unsettled_proceeds = account.settled_cash = 8e9;
  EXPECT_FALSE(plan_input(account, {}, {}));
}

TEST(PlanAccount, ImpossibleNumbersAreErrors) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto fails = [](auto change) {
    DescribedAccount account{.equity = 10'000, .settled_cash = 100};
    change(account);
    const auto input = plan_input(account, {}, {});
    return !input && input.error().code == ErrorCode::kData;
  };
  EXPECT_TRUE(fails([&](DescribedAccount& a) { a.equity = nan; }));
  EXPECT_TRUE(fails([&](DescribedAccount& a) { a.settled_cash = 1e300; }));
  EXPECT_TRUE(fails([&](DescribedAccount& a) { a.available_funds = nan; }));
  EXPECT_TRUE(fails([&](DescribedAccount& a) { a.targets[Symbol{"SPY"}] = -0.1; }));
  EXPECT_TRUE(fails([&](DescribedAccount& a) { a.targets = {{Symbol{"A"}, 0.7}, {Symbol{"B"}, 0.4}}; }));
  EXPECT_TRUE(fails([&](DescribedAccount& a) { a.positions[Symbol{"SPY"}] = {-1, 0}; }));
  EXPECT_TRUE(fails([&](DescribedAccount& a) { a.positions[Symbol{"SPY"}] = {1, 2}; }));
}

}  // namespace
}  // namespace bot::plan
