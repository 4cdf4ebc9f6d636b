// Every day from 1990 to 2035, written down: the weekdays on which the exchange was or will be closed, and the sessions
// that end before 16:00. Compared once, day by day, with two independent calendars (the PyPI packages
// exchange_calendars 4 and pandas_market_calendars 5): all 11,577 sessions agree. The closes and openings that differ
// were decided from the exchange's own list of special closings:
//   1994-02-11 14:30, 1996-01-08 11:00 to 14:00, 1997-10-27 15:30, 2005-06-01 15:56, openings 1990-12-27 11:00,
//   1995-12-18 10:30, 2002-09-11 12:00: one of them leaves out trading that ended or began at another time than
//   planned; 1999-12-31 13:00: the other one has 16:00; both markets closed at one o'clock before the turn of the
//   century; openings a minute or two after 9:30, for a silence (1991-01-17, 2001-09-17, 2004-06-07, ...): the session
//   is open.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "calendar/calendar.hpp"
#include "calendar/new_york.hpp"

namespace bot::calendar {
namespace {

struct WrittenYear {
  int year;
  int sessions;
  const char* closed;  // weekdays, month-day
  const char* early;   // 13:00 unless said
};

// clang-format off
constexpr WrittenYear kYears[] = {
    {1990, 253, "01-01 02-19 04-13 05-28 07-04 09-03 11-22 12-25", "12-24 14:00"},
    {1991, 253, "01-01 02-18 03-29 05-27 07-04 09-02 11-28 12-25", "12-24 14:00"},
    {1992, 254, "01-01 02-17 04-17 05-25 07-03 09-07 11-26 12-25", "11-27 14:00, 12-24 14:00"},
    {1993, 253, "01-01 02-15 04-09 05-31 07-05 09-06 11-25 12-24", "11-26"},
    {1994, 252, "02-21 04-01 04-27 05-30 07-04 09-05 11-24 12-26", "02-11 14:30, 11-25"},
    {1995, 252, "01-02 02-20 04-14 05-29 07-04 09-04 11-23 12-25", "07-03, 11-24"},
    {1996, 254, "01-01 02-19 04-05 05-27 07-04 09-02 11-28 12-25", "01-08 14:00, 07-05, 11-29, 12-24"},
    {1997, 253, "01-01 02-17 03-28 05-26 07-04 09-01 11-27 12-25", "07-03, 10-27 15:30, 11-28, 12-24, 12-26"},
    {1998, 252, "01-01 01-19 02-16 04-10 05-25 07-03 09-07 11-26 12-25", "11-27, 12-24"},
    {1999, 252, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26, 12-31"},
    {2000, 252, "01-17 02-21 04-21 05-29 07-04 09-04 11-23 12-25", "07-03, 11-24"},
    {2001, 248, "01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25", "07-03, 11-23, 12-24"},
    {2002, 252, "01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25", "07-05, 11-29, 12-24"},
    {2003, 252, "01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25", "07-03, 11-28, 12-24, 12-26"},
    {2004, 252, "01-01 01-19 02-16 04-09 05-31 06-11 07-05 09-06 11-25 12-24", "11-26"},
    {2005, 252, "01-17 02-21 03-25 05-30 07-04 09-05 11-24 12-26", "06-01 15:56, 11-25"},
    {2006, 251, "01-02 01-16 02-20 04-14 05-29 07-04 09-04 11-23 12-25", "07-03, 11-24"},
    {2007, 251, "01-01 01-02 01-15 02-19 04-06 05-28 07-04 09-03 11-22 12-25", "07-03, 11-23, 12-24"},
    {2008, 253, "01-01 01-21 02-18 03-21 05-26 07-04 09-01 11-27 12-25", "07-03, 11-28, 12-24"},
    {2009, 252, "01-01 01-19 02-16 04-10 05-25 07-03 09-07 11-26 12-25", "11-27, 12-24"},
    {2010, 252, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26"},
    {2011, 252, "01-17 02-21 04-22 05-30 07-04 09-05 11-24 12-26", "11-25"},
    {2012, 250, "01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25", "07-03, 11-23, 12-24"},
    {2013, 252, "01-01 01-21 02-18 03-29 05-27 07-04 09-02 11-28 12-25", "07-03, 11-29, 12-24"},
    {2014, 252, "01-01 01-20 02-17 04-18 05-26 07-04 09-01 11-27 12-25", "07-03, 11-28, 12-24"},
    {2015, 252, "01-01 01-19 02-16 04-03 05-25 07-03 09-07 11-26 12-25", "11-27, 12-24"},
    {2016, 252, "01-01 01-18 02-15 03-25 05-30 07-04 09-05 11-24 12-26", "11-25"},
    {2017, 251, "01-02 01-16 02-20 04-14 05-29 07-04 09-04 11-23 12-25", "07-03, 11-24"},
    {2018, 251, "01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25", "07-03, 11-23, 12-24"},
    {2019, 252, "01-01 01-21 02-18 04-19 05-27 07-04 09-02 11-28 12-25", "07-03, 11-29, 12-24"},
    {2020, 253, "01-01 01-20 02-17 04-10 05-25 07-03 09-07 11-26 12-25", "11-27, 12-24"},
    {2021, 252, "01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24", "11-26"},
    {2022, 251, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", "11-25"},
    {2023, 250, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", "07-03, 11-24"},
    {2024, 252, "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25", "07-03, 11-29, 12-24"},
    {2025, 250, "01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25", "07-03, 11-28, 12-24"},
    {2026, 251, "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25", "11-27, 12-24"},
    {2027, 251, "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26"},
    {2028, 251, "01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25", "07-03, 11-24"},
    {2029, 251, "01-01 01-15 02-19 03-30 05-28 06-19 07-04 09-03 11-22 12-25", "07-03, 11-23, 12-24"},
    {2030, 251, "01-01 01-21 02-18 04-19 05-27 06-19 07-04 09-02 11-28 12-25", "07-03, 11-29, 12-24"},
    {2031, 251, "01-01 01-20 02-17 04-11 05-26 06-19 07-04 09-01 11-27 12-25", "07-03, 11-28, 12-24"},
    {2032, 252, "01-01 01-19 02-16 03-26 05-31 06-18 07-05 09-06 11-25 12-24", "11-26"},
    {2033, 251, "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26", "11-25"},
    {2034, 250, "01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25", "07-03, 11-24"},
    {2035, 251, "01-01 01-15 02-19 03-23 05-28 06-19 07-04 09-03 11-22 12-25", "07-03, 11-23, 12-24"},
};
// clang-format on

// "11-26, 12-24 14:00" -> {"11-26": "13:00", "12-24": "14:00"}
std::map<std::string, std::string> early_closes_of(const char* text) {
  std::map<std::string, std::string> closes;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts >> std::ws, part, ',');)
    closes[part.substr(0, 5)] = part.size() > 5 ? part.substr(6) : "13:00";
  return closes;
}

TEST(EveryDay, IsASessionOrNotAsWrittenDown) {
  const Calendar calendar;
  int total = 0;
  for (const WrittenYear& written : kYears) {
    const std::string closed = std::string(written.closed) + " ";
    const auto early = early_closes_of(written.early);
    int sessions = 0;
    std::size_t early_seen = 0;
    for (Date day = make_date(written.year, 1, 1); day <= make_date(written.year, 12, 31);
         day += std::chrono::days{1}) {
      const std::chrono::weekday weekday{day};
      const bool weekend = weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
      const std::string month_day = to_iso(day).substr(5);
      const bool open = !weekend && closed.find(month_day + " ") == std::string::npos;
      const auto session = calendar.session_on(day);
      ASSERT_EQ(session.has_value(), open) << to_iso(day) << " " << calendar.explain(day).rule;
      EXPECT_FALSE(calendar.explain(day).rule.empty()) << to_iso(day);
      EXPECT_FALSE(calendar.explain(day).source.empty()) << to_iso(day);
      if (!session) continue;
      ++sessions;
      const auto ends = early.find(month_day);
      early_seen += ends != early.end() ? 1 : 0;
      EXPECT_EQ(new_york_text(session->closes).substr(11, 5), ends == early.end() ? "16:00" : ends->second)
          << to_iso(day);
      EXPECT_EQ(session->early_close, ends != early.end()) << to_iso(day);
    }
    EXPECT_EQ(sessions, written.sessions) << written.year;
    EXPECT_EQ(early_seen, early.size()) << written.year;
    total += sessions;
  }
  EXPECT_EQ(total, 11577);
}

TEST(EveryDay, BeginsAtHalfPastNineButForFourMornings) {
  const Calendar calendar;
  const std::map<std::string, std::string> late{
      {"1990-12-27", "11:00"}, {"1995-12-18", "10:30"}, {"1996-01-08", "11:00"}, {"2002-09-11", "12:00"}};
  for (const Session& session : calendar.sessions(Calendar::first_day(), Calendar::last_day())) {
    const auto found = late.find(to_iso(session.date));
    EXPECT_EQ(new_york_text(session.opens).substr(11, 5), found == late.end() ? "09:30" : found->second)
        << to_iso(session.date);
  }
}

}  // namespace
}  // namespace bot::calendar
