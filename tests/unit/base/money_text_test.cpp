#include "base/money_text.hpp"

#include <gtest/gtest.h>

namespace bot {
namespace {

Money money(const char* text) { return *Money::parse(text); }

TEST(MoneyText, HasItsCurrencyItsSignBeforeThatAndThousandsApart) {
  EXPECT_EQ(money_text(money("1234567.891")), "$1,234,567.89");
  EXPECT_EQ(money_text(money("-0.35")), "-$0.35");
  EXPECT_EQ(money_text(money("-1500")), "-$1,500.00");
  EXPECT_EQ(money_text(money("-0.001")), "$0.00");
  EXPECT_EQ(money_text(money("999.995")), "$1,000.00");
  EXPECT_EQ(money_text(Money{}), "$0.00");
}

TEST(MoneyText, AColumnOfFiguresIsTheSameWithoutTheCurrency) {
  EXPECT_EQ(money_figure(money("1234567.891")), "1,234,567.89");
  EXPECT_EQ(money_figure(money("-0.35")), "-0.35");
  EXPECT_EQ(money_figure(money("-0.001")), "0.00");
}

}  // namespace
}  // namespace bot
