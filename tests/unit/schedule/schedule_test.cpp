#include "schedule/schedule.hpp"

#include <gtest/gtest.h>

#include "calendar/new_york.hpp"

namespace bot::schedule {
namespace {

UtcTime new_york(const std::string& text) { return *calendar::parse_new_york(text); }

TEST(Schedule, WindowsOfOrdinaryDaysEarlyClosesAndHolidays) {
  const calendar::Calendar calendar;
  struct Row {
    const char* at;
    Start start;
    WindowAnswer answer;
  };
  const Row rows[] = {
      {"2026-03-03 15:53:59", Start::kTimer, WindowAnswer::kTooEarly},
      {"2026-03-03 15:54:00", Start::kTimer, WindowAnswer::kOpen},
      {"2026-03-03 15:58:30", Start::kTimer, WindowAnswer::kOpen},
      {"2026-03-03 15:58:31", Start::kTimer, WindowAnswer::kTooLate},
      {"2026-03-03 12:55:00", Start::kTimer, WindowAnswer::kTooEarly},
      {"2026-03-03 09:34:59", Start::kHand, WindowAnswer::kTooEarly},
      {"2026-03-03 09:35:00", Start::kHand, WindowAnswer::kOpen},
      {"2026-03-03 15:58:31", Start::kHand, WindowAnswer::kTooLate},
      {"2026-03-07 15:55:00", Start::kTimer, WindowAnswer::kMarketClosed},
      {"2026-11-27 12:54:00", Start::kTimer, WindowAnswer::kOpen},  // the day after Thanksgiving closes at 13:00
      {"2026-11-27 12:58:31", Start::kTimer, WindowAnswer::kTooLate},
      {"2026-11-27 15:55:00", Start::kTimer, WindowAnswer::kTooLate},
      {"2026-12-25 15:55:00", Start::kTimer, WindowAnswer::kMarketClosed},
      {"2026-03-09 15:55:00", Start::kTimer, WindowAnswer::kOpen},  // the clocks went forward the day before
  };
  for (const Row& row : rows) {
    EXPECT_EQ(window_at(new_york(row.at), row.start, Options{}, calendar).answer, row.answer) << row.at;
  }
}

TEST(Schedule, OutsideTheCalendarIsNoClosedDay) {
  const calendar::Calendar calendar;
  for (const char* at : {"2036-01-02 15:55:00", "2036-01-05 15:55:00", "1989-12-29 15:55:00"})
    for (const Start start : {Start::kHand, Start::kTimer}) {
      const Window window = window_at(new_york(at), start, Options{}, calendar);
      EXPECT_EQ(window.answer, WindowAnswer::kBeyondCalendar) << at;
      EXPECT_NE(window.sentence.find("2035-12-31"), std::string::npos) << window.sentence;
    }
}

// The timer fires at 12:55 and 15:55 of every weekday, two cron lines at 16:55, 17:55, 19:55 and 20:55 UTC, through all
// changes of the clock: whoever starts it, a session has exactly one start in its slot, every other day none.
TEST(Schedule, TenYearsOfTimersAndCronLinesMeetEachSessionOnce) {
  const calendar::Calendar calendar;
  int sessions = 0, early = 0;
  for (Date day = make_date(2026, 1, 1); day <= make_date(2035, 12, 31); day += std::chrono::days{1}) {
    const auto open_at = [&](UtcTime at) {
      return window_at(at, Start::kTimer, Options{}, calendar).answer == WindowAnswer::kOpen ? 1 : 0;
    };
    int by_timer = 0, by_cron = 0;
    for (const int hour : {12, 15})
      by_timer += open_at(calendar::from_new_york(day, std::chrono::hours{hour} + std::chrono::minutes{55}));
    const UtcTime midnight{std::chrono::sys_days{civil(day)}};
    for (const int hour : {16, 17, 19, 20})
      by_cron += open_at(midnight + std::chrono::hours{hour} + std::chrono::minutes{55});
    const auto session = calendar.session_on(day);
    ASSERT_EQ(by_timer, session ? 1 : 0) << to_iso(day);
    ASSERT_EQ(by_cron, session ? 1 : 0) << to_iso(day);
    sessions += session ? 1 : 0;
    early += session && session->early_close ? 1 : 0;
  }
  EXPECT_EQ(sessions, 2510);
  EXPECT_EQ(early, 21);
}

TEST(Schedule, DeadlinesAndTheNextSlot) {
  const calendar::Calendar calendar;
  const Options options;
  const Deadlines short_day = deadlines_of(*calendar.session_on(make_date(2026, 11, 27)), options);
  EXPECT_EQ(short_day.scheduled, new_york("2026-11-27 12:55:00"));
  EXPECT_EQ(short_day.last_order, new_york("2026-11-27 12:59:00"));
  EXPECT_EQ(short_day.expiry, new_york("2026-11-27 12:59:30"));
  EXPECT_EQ(next_slot_text(new_york("2026-11-25 15:55:00"), options, calendar), "2026-11-27 12:55:00 ET");
  EXPECT_EQ(next_slot_text(new_york("2026-11-27 12:55:00"), options, calendar), "2026-11-30 15:55:00 ET");
  // A plan made by hand in the morning used this session up: its timer finds nothing left to do.
  EXPECT_EQ(next_slot_text(new_york("2026-11-30 10:00:00"), options, calendar, make_date(2026, 11, 30)),
            "2026-12-01 15:55:00 ET");
  EXPECT_EQ(next_slot_text(new_york("2026-11-30 10:00:00"), options, calendar, make_date(2026, 11, 27)),
            "2026-11-30 15:55:00 ET");
}

TEST(Schedule, WeeklyAndMonthlySlotsOpenRebalancesAndMissedOnes) {
  const calendar::Calendar calendar;
  Frequency frequency = Frequency::kWeekly;
  SlotHistory history;
  EXPECT_EQ(slot_of(make_date(2026, 3, 6), frequency, history, calendar), Slot::kDecide);
  EXPECT_EQ(slot_of(make_date(2026, 4, 2), frequency, history, calendar), Slot::kDecide);  // Good Friday follows
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), frequency, history, calendar), Slot::kIdle);  // a new ledger missed nothing
  history.remembered_since = new_york("2026-03-02 10:00:00");
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), frequency, history, calendar), Slot::kDecide);  // Friday's was missed
  history.last_decided = make_date(2026, 3, 6);
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), frequency, history, calendar), Slot::kIdle);
  history.open_rebalance = make_date(2026, 3, 6);
  EXPECT_EQ(slot_of(make_date(2026, 3, 9), frequency, history, calendar), Slot::kContinue);
  EXPECT_EQ(slot_of(make_date(2026, 3, 13), frequency, history, calendar), Slot::kDecide);  // the next week's own
  frequency = Frequency::kMonthly;
  EXPECT_EQ(slot_of(make_date(2026, 3, 13), frequency, history, calendar), Slot::kContinue);  // the fifth session
  EXPECT_EQ(slot_of(make_date(2026, 3, 16), frequency, history, calendar), Slot::kIdle);
  EXPECT_EQ(slot_of(make_date(2026, 3, 31), frequency, history, calendar), Slot::kDecide);
}

TEST(Schedule, TheNextSlotIsOfAnOpenRebalanceAndOfAMissedOne) {
  const calendar::Calendar calendar;
  const Options weekly{.frequency = Frequency::kWeekly};
  const UtcTime friday = new_york("2026-03-06 15:56:00");
  const auto next = [&](const SlotHistory& history) {
    return calendar::new_york_text(*next_slot(friday, weekly, calendar, make_date(2026, 3, 6), history));
  };
  SlotHistory history;
  history.remembered_since = new_york("2026-03-02 10:00:00");
  history.last_decided = make_date(2026, 3, 6);
  EXPECT_EQ(next(history), "2026-03-13 15:55:00 ET");
  history.open_rebalance = make_date(2026, 3, 6);
  EXPECT_EQ(next(history), "2026-03-09 15:55:00 ET");
  history.open_rebalance.reset();
  history.last_decided.reset();
  EXPECT_EQ(next(history), "2026-03-09 15:55:00 ET") << "Friday's was missed";
}

// What is out has to be dead before the close: cancelled 45 s before it, ended by itself at 30 s, at both clocks.
TEST(Schedule, EveryDeadlineBeforeTheClose) {
  const calendar::Calendar calendar;
  for (const Date day : {make_date(2026, 3, 3), make_date(2026, 11, 27)}) {
    const calendar::Session session = *calendar.session_on(day);
    const Deadlines deadlines = deadlines_of(session, Options{});
    const auto before_close = [&](UtcTime instant) { return (session.closes - instant).count() / 1000; };
    EXPECT_EQ(before_close(deadlines.last_buy_phase), 90);
    EXPECT_EQ(before_close(deadlines.last_order), 60);
    EXPECT_EQ(before_close(deadlines.cancel_sweep), 45);
    EXPECT_EQ(before_close(deadlines.expiry), 30);
    EXPECT_EQ(before_close(deadlines.dead), -30);
    EXPECT_EQ(deadlines.first_by_hand, session.opens + std::chrono::minutes{5});
    const Deadlines ours = on_clock(deadlines, std::chrono::milliseconds{800});  // this computer is ahead
    EXPECT_EQ(ours.cancel_sweep - deadlines.cancel_sweep, std::chrono::milliseconds{800});
    EXPECT_EQ(ours.last_order - deadlines.last_order, std::chrono::milliseconds{800});
    EXPECT_EQ(ours.expiry, deadlines.expiry) << "the broker's clock ends an order";
  }
}

TEST(Schedule, AMissedSlotIsMadeUpForWithinFiveSessionsOnly) {
  const calendar::Calendar calendar;
  SlotHistory history;
  history.remembered_since = new_york("2026-01-05 10:00:00");
  history.last_decided = make_date(2026, 1, 30);
  // February's last session was missed, Friday the 27th.
  for (const int day : {2, 3, 4, 5, 6})
    EXPECT_EQ(slot_of(make_date(2026, 3, day), Frequency::kMonthly, history, calendar), Slot::kDecide) << day;
  for (const int day : {9, 10, 20, 30})
    EXPECT_EQ(slot_of(make_date(2026, 3, day), Frequency::kMonthly, history, calendar), Slot::kIdle) << day;
  EXPECT_EQ(slot_of(make_date(2026, 3, 31), Frequency::kMonthly, history, calendar), Slot::kDecide);
}

}  // namespace
}  // namespace bot::schedule
