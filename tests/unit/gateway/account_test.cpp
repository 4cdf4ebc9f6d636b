// Cash, settlement and commissions in numbers.
#include "gateway/account.hpp"

#include <gtest/gtest.h>

#include "calendar/calendar.hpp"
#include "fakes.hpp"
#include "gateway/commission.hpp"

namespace bot::gateway {
namespace {

using testing::usd;

Quantity shares(double value) { return Quantity::from_double(value); }

struct CommissionCase {
  CommissionPlan plan;
  double shares, value, expected;
};

TEST(Commission, FollowsTheScheduleWithItsMinimumAndItsCap) {
  const CommissionCase cases[] = {
      {CommissionPlan::kTiered, 10, 3'000, 0.35},    {CommissionPlan::kTiered, 100, 3'000, 0.35},
      {CommissionPlan::kTiered, 200, 60'000, 0.70},  {CommissionPlan::kTiered, 1, 20, 0.20},
      {CommissionPlan::kTiered, 0.5, 100, 0.35},     {CommissionPlan::kFixed, 10, 3'000, 1.00},
      {CommissionPlan::kFixed, 1'000, 30'000, 5.00}, {CommissionPlan::kFixed, 1'000, 250, 2.50},
      {CommissionPlan::kFixed, 10, 2, 0.02},         {CommissionPlan::kTiered, 0, 0, 0}};
  for (const CommissionCase& c : cases)
    EXPECT_EQ(compute_commission(c.plan, shares(c.shares), usd(c.value)), usd(c.expected))
        << c.shares << " for " << c.value;
}

class CashAccount : public ::testing::Test {
 protected:
  const Symbol spy{"SPY"};
  const Date monday = make_date(2020, 3, 16), tuesday = make_date(2020, 3, 17);
  Account account{usd(10'000)};
};

TEST_F(CashAccount, APurchaseTakesSettledCashAtOnce) {
  EXPECT_EQ(account.apply({spy, Side::kBuy, shares(10), Price::from_double(300), usd(0.35), tuesday}), std::nullopt);
  EXPECT_EQ(account.cash(), usd(6'999.65));
  EXPECT_EQ(account.settled_cash(), usd(6'999.65));
  EXPECT_EQ(account.holdings().at(spy).cost, usd(3'000.35));
}

TEST_F(CashAccount, ProceedsSettleOnTheSettlementDayAndNotBefore) {
  account.apply({spy, Side::kBuy, shares(10), Price::from_double(300), usd(0.35), monday});
  const auto realized = account.apply({spy, Side::kSell, shares(4), Price::from_double(310), usd(0.35), tuesday});
  ASSERT_TRUE(realized.has_value());
  EXPECT_EQ(*realized, usd(4 * 310 - 0.35 - 0.4 * 3'000.35));
  EXPECT_EQ(account.cash(), usd(6'999.65 + 1'239.65));
  EXPECT_EQ(account.settled_cash(), usd(6'999.65));
  account.begin_day(monday);
  EXPECT_EQ(account.settled_cash(), usd(6'999.65));
  account.begin_day(tuesday);
  EXPECT_EQ(account.settled_cash(), account.cash());
}

TEST_F(CashAccount, BuyingWithUnsettledProceedsMakesSettledCashNegative) {
  account.apply({spy, Side::kBuy, shares(33), Price::from_double(300), usd(0.35), monday});
  account.begin_day(monday);
  account.apply({spy, Side::kSell, shares(33), Price::from_double(300), usd(0.35), tuesday});
  account.apply({Symbol("TLT"), Side::kBuy, shares(50), Price::from_double(150), usd(0.35), tuesday});
  EXPECT_EQ(account.settled_cash(), usd(10'000 - 9'900.35 - 7'500.35));
  EXPECT_EQ(account.cash(), usd(10'000 - 0.70 - 7'500.35));
}

TEST_F(CashAccount, TheBankHolidaysTradeButDoNotSettle) {
  const calendar::Calendar calendar;
  // Friday before Columbus Day and Columbus Day itself settle on the Tuesday; the day before Veterans Day on the day
  // after.
  EXPECT_EQ(calendar.next_settlement_day(make_date(2026, 10, 9)), make_date(2026, 10, 13));
  EXPECT_EQ(calendar.next_settlement_day(make_date(2026, 10, 12)), make_date(2026, 10, 13));
  EXPECT_EQ(calendar.next_settlement_day(make_date(2026, 11, 10)), make_date(2026, 11, 12));
}

TEST_F(CashAccount, DividendsAreSettledCashAndSplitsKeepTheCost) {
  account.apply({spy, Side::kBuy, shares(7), Price::from_double(300), usd(0.35), tuesday});
  const Money before = account.settled_cash();
  EXPECT_EQ(account.pay_dividend(spy, 1.4055), usd(9.8385));
  EXPECT_EQ(account.settled_cash(), before + usd(9.8385));
  EXPECT_EQ(account.pay_dividend(Symbol("TLT"), 1.0), Money{});
  account.split(spy, 2);
  EXPECT_EQ(account.held(spy), shares(14));
  EXPECT_EQ(account.holdings().at(spy).cost, usd(2'100.35));
  account.split(spy, 0.1);
  EXPECT_EQ(account.held(spy), shares(1.4));
}

TEST_F(CashAccount, ASoldOutPositionIsShownAsZeroUntilTheDayEnds) {
  account.apply({spy, Side::kBuy, shares(2), Price::from_double(300), usd(0.35), tuesday});
  account.apply({spy, Side::kSell, shares(2), Price::from_double(301), usd(0.35), tuesday});
  EXPECT_EQ(account.held(spy), Quantity{});
  EXPECT_EQ(account.holdings().at(spy).realized_today, usd(602 - 0.35 - 600.35));
  EXPECT_EQ(account.holdings().at(spy).cost, Money{});
  account.begin_day(tuesday);
  EXPECT_TRUE(account.holdings().empty());
}

}  // namespace
}  // namespace bot::gateway
