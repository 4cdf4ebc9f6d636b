#include <gtest/gtest.h>

#include "plan/cash_rule.hpp"
#include "plan/lots.hpp"
#include "plan/managed_equity.hpp"
#include "support/unsettled_proceeds.hpp"
#include "unit/plan/amounts.hpp"

namespace bot::plan {
namespace {

using test::dollars;
using test::shares;

const Symbol kSpy{"SPY"}, kTlt{"TLT"};

TEST(CashRule, SettledCashIsTheSmallerOfTagAndOwnSum) {
  // The broker's tag counts unsettled money (total) or does not (settled): the same answer.
  EXPECT_EQ(
      settled_cash(
          {.settled_cash_tag = dollars(5000), .total_cash_value = dollars(5000), .unsettled_proceeds = dollars(4000)}),
      dollars(1000));
  EXPECT_EQ(
      settled_cash(
          {.settled_cash_tag = dollars(1000), .total_cash_value = dollars(5000), .unsettled_proceeds = dollars(4000)}),
      dollars(1000));
  EXPECT_EQ(
      settled_cash(
          {.settled_cash_tag = dollars(500), .total_cash_value = dollars(300), .unsettled_proceeds = dollars(900)}),
      dollars(-600));
  EXPECT_EQ(settled_cash({.total_cash_value = dollars(5000)}), dollars(0));
  EXPECT_EQ(settled_cash({.settled_cash_tag = dollars(5000)}), dollars(0));
  EXPECT_EQ(settled_cash(
                {.settled_cash_tag = dollars(800), .total_cash_value = dollars(800), .unreflected_buys = dollars(300)}),
            dollars(500));
}

TEST(CashRule, CommissionHasAMinimum) {
  EXPECT_EQ(commission(shares(1), {}), dollars(0.35));
  EXPECT_EQ(commission(shares(100), {}), dollars(0.35));
  EXPECT_EQ(commission(shares(200), {}), dollars(0.7));
  EXPECT_EQ(commission(shares(0), {}), dollars(0));
}

TEST(FreeFrom, BothBranchesAcrossBankHolidays) {
  const calendar::Calendar calendar;
  struct Case {
    const char* today;
    bool settled_only;
    int margin;
    const char* free;
  };
  for (const Case& c : {Case{"2026-10-07", true, 1, "2026-10-08"}, Case{"2026-10-07", false, 1, "2026-10-09"},
                        Case{"2026-10-07", false, 0, "2026-10-08"},
                        // Friday before Columbus Day: not on that Monday, it does not settle before Tuesday.
                        Case{"2026-10-09", true, 1, "2026-10-13"}, Case{"2026-10-09", false, 1, "2026-10-14"},
                        Case{"2026-11-10", true, 0, "2026-11-12"}, Case{"2026-11-10", false, 1, "2026-11-13"},
                        Case{"2026-11-25", false, 2, "2026-12-01"}}) {
    EXPECT_EQ(
        to_iso(sellable_from(
            {.today = *parse_date(c.today), .settled_only = c.settled_only, .extra_settlement_sessions = c.margin},
            calendar)),
        c.free)
        << c.today;
  }
}

TEST(LotBook, SellsFirstInFirstOutAndLocksMonotonically) {
  LotBook book;
  const Date monday = make_date(2026, 10, 5);
  const auto day = [&](int n) { return monday + std::chrono::days{n}; };
  book.buy({.symbol = kSpy, .quantity = shares(10), .traded = day(0), .settles = day(1), .sellable_from = day(3)});
  // Paid with settled cash, free earlier by itself; but the broker would sell the older lot first.
  book.buy({.symbol = kSpy, .quantity = shares(5), .traded = day(1), .settles = day(2), .sellable_from = day(2)});
  EXPECT_EQ(book.locked(kSpy, day(2)), shares(15));
  EXPECT_EQ(book.locked_until(kSpy, day(2)), day(3));
  EXPECT_EQ(book.locked(kSpy, day(3)), shares(0));
  EXPECT_FALSE(book.locked_until(kSpy, day(3)));
  book.sell(kSpy, shares(12));
  ASSERT_EQ(book.lots().at(kSpy).size(), 1U);
  EXPECT_EQ(book.lots().at(kSpy)[0].quantity, shares(3));
  book.sell(kSpy, shares(100));
  EXPECT_EQ(book.locked(kSpy, day(0)), shares(0));
}

TEST(Sellable, IsWholeAndNeverNegative) {
  EXPECT_EQ(sellable({shares(10.7), shares(3), shares(2)}), shares(5));
  EXPECT_EQ(sellable({shares(3), shares(3), shares(1)}), shares(0));
  EXPECT_EQ(
      sellable({.broker_position = shares(10.7), .locked = shares(3), .working_sells = shares(2), .fractions = true}),
      shares(5.7));
}

TEST(UnsettledProceeds, CountsUntilTheSettlementDay) {
  test::UnsettledProceeds proceeds;
  const Date day = make_date(2026, 10, 9);
  proceeds.add(make_date(2026, 10, 13), dollars(500));
  proceeds.add(make_date(2026, 10, 9), dollars(200));
  EXPECT_EQ(proceeds.on(day), dollars(500));
  EXPECT_EQ(proceeds.latest_settlement(day), make_date(2026, 10, 13));
  EXPECT_EQ(proceeds.on(make_date(2026, 10, 13)), dollars(0));
  EXPECT_FALSE(proceeds.latest_settlement(make_date(2026, 10, 13)));
}

TEST(ManagedEquity, LeavesOutOutsideAndReserve) {
  EXPECT_EQ(
      managed_equity({.net_liquidation = dollars(20'000), .outside = dollars(8900), .cash_reserve = dollars(500)}),
      dollars(20'000 - 8900 - 500));
}

TEST(ManagedEquity, KeptSharesAreNotManaged) {
  EXPECT_EQ(managed_shares(shares(50), shares(40)), shares(10));
  EXPECT_EQ(managed_shares(shares(10), shares(30)), shares(0));
}

}  // namespace
}  // namespace bot::plan
