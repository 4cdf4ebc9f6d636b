#include "net/steady_clock.hpp"

#include <gtest/gtest.h>

#include "calendar/new_york.hpp"

namespace bot::net {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

const UtcTime kStart = calendar::from_new_york(make_date(2026, 11, 24), hours{15} + std::chrono::minutes{55});

// A machine's two clocks, and a hand that turns one of them.
struct Machine {
  SteadyClock::Reading reading{.wall = kStart, .passed = seconds{1000}};
  SteadyClock clock{reading};

  UtcTime after(Duration real, double pace = 1) {
    reading.passed += real;
    reading.wall += Duration{static_cast<std::int64_t>(static_cast<double>(real.count()) * pace)};
    return clock.at(reading);
  }
};

TEST(SteadyClock, TakesNoPartInSteps) {
  for (const Duration step :
       {Duration{hours{-1}}, Duration{hours{1}}, Duration{seconds{-1800}}, Duration{seconds{20}}}) {
    Machine machine;
    machine.after(seconds{1});
    machine.reading.wall += step;
    EXPECT_EQ(machine.after(milliseconds{50}) - kStart, milliseconds{1050}) << step.count();
    EXPECT_EQ(machine.after(seconds{60}) - kStart, milliseconds{61'050}) << step.count();
    machine.reading.wall -= step;  // and back
    EXPECT_EQ(machine.after(seconds{1}) - kStart, milliseconds{62'050}) << step.count();
  }
}

TEST(SteadyClock, FollowsCorrectionsAndAnotherPace) {
  Machine machine;
  machine.reading.wall += milliseconds{800};
  EXPECT_EQ(machine.after(seconds{1}) - kStart, milliseconds{1800});
  Machine quick;
  for (int second = 0; second < 600; ++second) quick.after(milliseconds{50}, 10);
  EXPECT_EQ(quick.clock.at(quick.reading) - kStart, seconds{300});
}

TEST(SteadyClock, CountsTheTimeAMachineSlept) {
  Machine machine;
  EXPECT_EQ(machine.after(hours{9}) - kStart, hours{9});
}

}  // namespace
}  // namespace bot::net
