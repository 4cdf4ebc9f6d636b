#include "base/clock_pace.hpp"

#include <gtest/gtest.h>

namespace bot {
namespace {

TEST(ClockPace, IsReadAsItIsWritten) {
  for (const ClockPace& pace :
       {ClockPace{}, ClockPace{.kind = ClockPace::Kind::kStep}, ClockPace{.kind = ClockPace::Kind::kPaced, .factor = 1},
        ClockPace{.kind = ClockPace::Kind::kPaced, .factor = 0.25}})
    EXPECT_EQ(parse_clock_pace(to_text(pace)), pace) << to_text(pace);
  EXPECT_EQ(to_text(ClockPace{.kind = ClockPace::Kind::kPaced, .factor = 60}), "60");
}

TEST(ClockPace, OfAClockThatStandsOrRunsBackwardsIsNone) {
  for (const char* text : {"", "0", "-1", "nan", "inf", "60x", "Real"})
    EXPECT_EQ(parse_clock_pace(text), std::nullopt) << text;
}

}  // namespace
}  // namespace bot
