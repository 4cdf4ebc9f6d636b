#include "base/fixed.hpp"

#include <gtest/gtest.h>

namespace bot {
namespace {

TEST(Fixed, ParsesEveryDecimalFormSeenOnTheWire) {
  EXPECT_EQ(Quantity::parse("+15E-1")->raw(), 1'500'000'000);
  EXPECT_EQ(Quantity::parse("10.0")->str(), "10");
  EXPECT_EQ(Money::parse("-0.35")->str(), "-0.35");
  EXPECT_EQ(Money::parse("1E-12")->raw(), 0);
  EXPECT_FALSE(Money::parse(""));
  EXPECT_FALSE(Money::parse("1.7976931348623157E308"));
  EXPECT_FALSE(Money::parse("12x"));
  EXPECT_FALSE(Money::parse("-"));
}

TEST(Fixed, ProductsRoundAsAsked) {
  const Price price = *Price::parse("0.333333333");
  EXPECT_EQ(multiply(price, *Quantity::parse("0.000000003"), Rounding::kHalfEven).raw(), 1);
  EXPECT_EQ(multiply(price, *Quantity::parse("0.000000001"), Rounding::kUp).raw(), 1);
  EXPECT_EQ(multiply(-price, *Quantity::parse("0.000000001"), Rounding::kDown).raw(), -1);
  EXPECT_EQ(multiply(-price, *Quantity::parse("0.000000001"), Rounding::kTowardZero).raw(), 0);
}

TEST(FixedDeath, OverflowStopsTheProcess) {
  EXPECT_EXIT((void)(Money::from_whole(9'000'000'000) + Money::from_whole(9'000'000'000)), testing::ExitedWithCode(70),
              "a defect in bot");
}

}  // namespace
}  // namespace bot
