#include "broker/cash.hpp"

#include <gtest/gtest.h>

namespace bot::broker {
namespace {

TEST(Cash, DollarsAreTheTotalUntilOtherMoneyIsInIt) {
  AccountValues values;
  values.set("TotalCashValue", "USD", "10000.00");
  values.set("CashBalance", "BASE", "10000.00");
  values.set("CashBalance", "EUR", "0.00");
  EXPECT_EQ(dollar_cash(values), Money::from_whole(10'000));
  values.set("CashBalance", "EUR", "8800.00");
  EXPECT_FALSE(dollar_cash(values)) << "nobody says how much of it is in dollars";
  values.set("CashBalance", "USD", "300.00");
  EXPECT_EQ(dollar_cash(values), Money::from_whole(300));
  ASSERT_EQ(foreign_cash(values).size(), 1U);
  EXPECT_FALSE(foreign_cash(values).front().dollars);
  values.set("ExchangeRate", "EUR", "1.1022");
  EXPECT_EQ(foreign_cash(values).front().dollars, Money::from_double(9699.36));
}

TEST(Cash, WhereNobodyCountsTheDollarsTheTotalBeyondOtherMoneyIsTheirWorth) {
  AccountValues values;
  EXPECT_FALSE(worth_in_dollars(values));
  values.set("TotalCashValue", "USD", "10000.00");
  EXPECT_EQ(worth_in_dollars(values), Money::from_whole(10'000));
  values.set("CashBalance", "EUR", "8000.00");
  EXPECT_EQ(worth_in_dollars(values), Money{}) << "without a rate none of it counts";
  values.set("ExchangeRate", "EUR", "1.1");
  EXPECT_EQ(worth_in_dollars(values), Money::from_whole(1200));
  values.set("CashBalance", "USD", "1195.00");
  EXPECT_EQ(worth_in_dollars(values), Money::from_whole(1195));
}

TEST(Cash, ARateThatIsNoneGivesNoValue) {
  AccountValues values;
  for (const char* const rate : {"", "0", "-1", "NaN", "1.7976931348623157E308", "100001"}) {
    values.set("ExchangeRate", "JPY", rate);
    EXPECT_FALSE(in_dollars(values, Money::from_whole(1), "JPY")) << rate;
  }
  EXPECT_EQ(in_dollars(values, Money::from_whole(7), "USD"), Money::from_whole(7));
}

}  // namespace
}  // namespace bot::broker
