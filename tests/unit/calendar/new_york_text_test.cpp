// An instant as New York's clock shows it.
#include <gtest/gtest.h>

#include "calendar/new_york.hpp"

namespace bot::calendar {
namespace {

TEST(NewYorkText, ToTheSecondToTheMinuteAndWithoutADay) {
  const UtcTime summer = from_new_york(make_date(2020, 3, 16), std::chrono::hours{15} + std::chrono::seconds{3'307});
  EXPECT_EQ(new_york_text(summer), "2020-03-16 15:55:07 ET");
  EXPECT_EQ(new_york_minute(summer), "2020-03-16 15:55 ET");
  EXPECT_EQ(new_york_clock(summer), "15:55:07");
  const UtcTime early = from_new_york(make_date(2025, 1, 2), std::chrono::minutes{5});
  EXPECT_EQ(new_york_text(early), "2025-01-02 00:05:00 ET");
  EXPECT_EQ(new_york_minute(early), "2025-01-02 00:05 ET");
}

}  // namespace
}  // namespace bot::calendar
