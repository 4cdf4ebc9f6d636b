#include "trade/schedule.hpp"

#include <gtest/gtest.h>

#include "calendar/new_york.hpp"

namespace bot::trade {
namespace {

UtcTime new_york(const std::string& text) { return *calendar::parse_new_york(text); }

TEST(Schedule, WindowsOfOrdinaryDaysEarlyClosesAndHolidays) {
  const calendar::Calendar calendar;
  struct Row {
    const char* at;
    bool scheduled;
    WindowAnswer answer;
  };
  const Row rows[] = {
      {"2026-03-03 15:53:59", true, WindowAnswer::kTooEarly},
      {"2026-03-03 15:54:00", true, WindowAnswer::kOpen},
      {"2026-03-03 15:58:30", true, WindowAnswer::kOpen},
      {"2026-03-03 15:58:31", true, WindowAnswer::kTooLate},
      {"2026-03-03 12:55:00", true, WindowAnswer::kTooEarly},
      {"2026-03-03 09:34:59", false, WindowAnswer::kTooEarly},
      {"2026-03-03 09:35:00", false, WindowAnswer::kOpen},
      {"2026-03-03 15:58:31", false, WindowAnswer::kTooLate},
      {"2026-03-07 15:55:00", true, WindowAnswer::kMarketClosed},
      {"2026-11-27 12:54:00", true, WindowAnswer::kOpen},  // the day after Thanksgiving closes at 13:00
      {"2026-11-27 12:58:31", true, WindowAnswer::kTooLate},
      {"2026-11-27 15:55:00", true, WindowAnswer::kTooLate},
      {"2026-12-25 15:55:00", true, WindowAnswer::kMarketClosed},
      {"2026-03-09 15:55:00", true, WindowAnswer::kOpen},  // the clocks went forward the day before
  };
  for (const Row& row : rows) {
    RunOptions options;
    options.scheduled = row.scheduled;
    EXPECT_EQ(window_at(new_york(row.at), options, calendar).answer, row.answer) << row.at;
  }
}

TEST(Schedule, DeadlinesAndTheNextSlot) {
  const calendar::Calendar calendar;
  const RunOptions options;
  const Deadlines short_day = deadlines_of(*calendar.session_on(make_date(2026, 11, 27)), options);
  EXPECT_EQ(short_day.scheduled, new_york("2026-11-27 12:55:00"));
  EXPECT_EQ(short_day.last_order, new_york("2026-11-27 12:59:00"));
  EXPECT_EQ(short_day.expiry, new_york("2026-11-27 12:59:30"));
  EXPECT_EQ(next_slot_text(new_york("2026-11-25 15:55:00"), options, calendar), "2026-11-27 12:55:00 ET");
  EXPECT_EQ(next_slot_text(new_york("2026-11-27 12:55:00"), options, calendar), "2026-11-30 15:55:00 ET");
}

TEST(Schedule, WeeklyAndMonthlySlotsOpenRebalancesAndMissedOnes) {
  const calendar::Calendar calendar;
  RunOptions options;
  options.frequency = Frequency::kWeekly;
  LedgerState state;
  EXPECT_EQ(slot_of(make_date(2026, 3, 6), options, state, calendar), Slot::kDecide);
  EXPECT_EQ(slot_of(make_date(2026, 4, 2), options, state, calendar), Slot::kDecide);  // Good Friday follows
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), options, state, calendar), Slot::kIdle);    // a new ledger missed nothing
  state.first_event_at = new_york("2026-03-02 10:00:00");
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), options, state, calendar), Slot::kDecide);  // Friday's was missed
  state.last_decided = make_date(2026, 3, 6);
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), options, state, calendar), Slot::kIdle);
  state.rebalance = OpenRebalance{.decided = make_date(2026, 3, 6), .targets = {}};
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), options, state, calendar), Slot::kContinue);
  EXPECT_EQ(slot_of(make_date(2026, 3, 13), options, state, calendar), Slot::kDecide);  // the next week's own
  options.frequency = Frequency::kMonthly;
  EXPECT_EQ(slot_of(make_date(2026, 3, 13), options, state, calendar), Slot::kContinue);  // the fifth session
  EXPECT_EQ(slot_of(make_date(2026, 3, 16), options, state, calendar), Slot::kIdle);
  EXPECT_EQ(slot_of(make_date(2026, 3, 31), options, state, calendar), Slot::kDecide);
}

}  // namespace
}  // namespace bot::trade
