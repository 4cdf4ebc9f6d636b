#include "calendar/calendar.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "calendar/new_york.hpp"
#include "calendar/zones.hpp"
#include "support/shared.hpp"

namespace bot::calendar {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Date day(const char* text) { return *parse_date(text); }

std::string close_of(const Calendar& calendar, const char* date) {
  const auto session = calendar.session_on(day(date));
  return session ? new_york_text(session->closes).substr(11, 5) : "closed";
}

TEST(Calendar, AgreesWithThePublishedSessionsOf2015To2024) {
  BOT_NEEDS_SHARED("data/xnys_sessions_2015_2024.csv");
  std::istringstream lines(test::read_file(test::shared_folder() + "/data/xnys_sessions_2015_2024.csv"));
  std::map<std::string, std::string> published;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) published[line.substr(0, 10)] = line.substr(11);
  ASSERT_GT(published.size(), 2500U);
  const Calendar calendar;
  for (Date date = day("2015-01-01"); date <= day("2024-12-31"); date += std::chrono::days{1}) {
    const auto session = calendar.session_on(date);
    const auto expected = published.find(to_iso(date));
    ASSERT_EQ(session.has_value(), expected != published.end()) << to_iso(date);
    if (session) {
      EXPECT_EQ(to_iso(session->opens) + "," + to_iso(session->closes), expected->second) << to_iso(date);
    }
  }
}

TEST(Calendar, CountsSessionsOfKnownYears) {
  const Calendar calendar;
  // The exchange's own counts.
  for (const auto& [year, count] :
       std::map<int, int>{{1990, 253}, {1994, 252}, {1998, 252}, {2001, 248}, {2012, 250}, {2018, 251}, {2025, 250}})
    EXPECT_EQ(calendar.sessions_between(make_date(year - 1, 12, 31), make_date(year, 12, 31)), count) << year;
}

TEST(Calendar, ClosesAsTheYearsRulesSay) {
  const Calendar calendar;
  const std::map<const char*, const char*> table{
      {"1990-12-24", "14:00"},  {"1991-11-29", "16:00"},  {"1992-11-27", "14:00"},  {"1992-12-24", "14:00"},
      {"1993-11-26", "13:00"},  {"1993-12-24", "closed"}, {"1994-02-11", "14:30"},  {"1994-04-27", "closed"},
      {"1994-07-01", "16:00"},  {"1995-07-03", "13:00"},  {"1996-01-08", "14:00"},  {"1996-07-03", "16:00"},
      {"1996-07-05", "13:00"},  {"1997-01-20", "16:00"},  {"1997-10-27", "15:30"},  {"1997-12-26", "13:00"},
      {"1998-01-19", "closed"}, {"1999-12-24", "closed"}, {"1999-12-31", "13:00"},  {"2000-12-26", "16:00"},
      {"2001-09-11", "closed"}, {"2001-09-14", "closed"}, {"2001-09-17", "16:00"},  {"2002-07-05", "13:00"},
      {"2003-12-26", "13:00"},  {"2004-06-11", "closed"}, {"2004-12-24", "closed"}, {"2004-12-31", "16:00"},
      {"2007-01-02", "closed"}, {"2008-07-03", "13:00"},  {"2008-12-26", "16:00"},  {"2012-10-29", "closed"},
      {"2012-10-30", "closed"}, {"2013-07-03", "13:00"},  {"2013-07-05", "16:00"},  {"2018-12-05", "closed"},
      {"2021-06-18", "16:00"},  {"2021-12-31", "16:00"},  {"2022-06-20", "closed"}, {"2023-01-02", "closed"},
      {"2025-01-09", "closed"}, {"2026-07-03", "closed"}, {"2026-11-27", "13:00"},  {"2026-12-24", "13:00"},
      {"2027-06-18", "closed"}, {"2027-12-24", "closed"}, {"2027-12-31", "16:00"},  {"2028-07-03", "13:00"},
      {"2035-12-31", "16:00"},  {"2036-01-02", "closed"}, {"1989-12-29", "closed"}};
  for (const auto& [date, close] : table) EXPECT_EQ(close_of(calendar, date), close) << date;
}

TEST(Calendar, GoodFridaysOfPublishedLists) {
  const Calendar calendar;
  for (const char* date : {"1990-04-13", "1999-04-02", "2000-04-21", "2008-03-21", "2011-04-22", "2019-04-19",
                           "2026-04-03", "2027-03-26", "2028-04-14", "2035-03-23"})
    EXPECT_EQ(calendar.explain(day(date)).rule, "Good Friday") << date;
}

TEST(Calendar, SettlesOnDaysTheBanksWork) {
  const Calendar calendar;
  const std::map<const char*, const char*> table{
      {"2026-10-09", "2026-10-13"}, {"2026-10-12", "2026-10-13"},
      {"2026-11-10", "2026-11-12"}, {"2026-11-11", "2026-11-12"},
      {"2026-11-25", "2026-11-27"}, {"2024-11-08", "2024-11-12"},  // Veterans Day on a Monday
      {"2023-11-09", "2023-11-10"},                                // on a Saturday: the Friday settles
      {"2018-11-09", "2018-11-13"},                                // on a Sunday: the Monday does not
      {"2018-12-04", "2018-12-06"}};
  for (const auto& [trade, settles] : table) {
    EXPECT_EQ(to_iso(calendar.next_settlement_day(day(trade))), settles) << trade;
    EXPECT_EQ(to_iso(calendar.session_on(day(trade))->settles), settles) << trade;
  }
}

TEST(Calendar, HistoricalSettlementCycles) {
  const Calendar calendar;
  EXPECT_EQ(to_iso(calendar.settlement_of(day("2024-05-28"))), "2024-05-29");
  EXPECT_EQ(to_iso(calendar.settlement_of(day("2024-05-24"))), "2024-05-29");
  EXPECT_EQ(to_iso(calendar.settlement_of(day("2017-09-05"))), "2017-09-07");
  EXPECT_EQ(to_iso(calendar.settlement_of(day("2017-09-01"))), "2017-09-07");
  EXPECT_EQ(to_iso(calendar.settlement_of(day("1995-06-06"))), "1995-06-13");
}

TEST(Calendar, EveryRuleSaysWhichDaysItTakes) {
  const Calendar calendar;
  const std::map<const char*, const char*> table{{"2026-11-28", "from Monday to Friday"},
                                                 {"2022-01-01", "from Monday to Friday"},
                                                 {"2023-01-02", "a Saturday not at all"},
                                                 {"1998-01-19", "since 1998"},
                                                 {"2022-06-20", "since 2022"},
                                                 {"2026-07-03", "a Saturday is kept on the Friday before"},
                                                 {"2026-11-27", "ends at 13:00 since 1993"},
                                                 {"1992-12-24", "until 1992 at 14:00"},
                                                 {"2002-07-05", "until 2012"},
                                                 {"2013-07-03", "on a Wednesday since 2013"},
                                                 {"2026-11-23", "9:30 to 16:00"}};
  for (const auto& [date, part] : table)
    EXPECT_NE(calendar.explain(day(date)).definition.find(part), std::string::npos)
        << date << ": " << calendar.explain(day(date)).definition;
  EXPECT_TRUE(calendar.explain(day("2026-10-12")).banks_closed);
  EXPECT_TRUE(calendar.explain(day("2026-11-11")).banks_closed);
  EXPECT_FALSE(calendar.explain(day("2026-11-12")).banks_closed);
  EXPECT_FALSE(calendar.explain(day("2026-12-25")).banks_closed);
}

TEST(Calendar, WalksAndCounts) {
  const Calendar calendar;
  EXPECT_EQ(to_iso(calendar.next_after(day("2026-11-25"))->date), "2026-11-27");
  EXPECT_EQ(to_iso(calendar.last_before(day("2026-11-30"))->date), "2026-11-27");
  EXPECT_EQ(to_iso(calendar.on_or_before(day("2026-11-29"))->date), "2026-11-27");
  EXPECT_EQ(calendar.sessions_between(day("2026-11-25"), day("2026-11-30")), 2);
  EXPECT_FALSE(calendar.next_after(day("2035-12-31")));
  EXPECT_FALSE(calendar.last_before(day("1990-01-02")));
  EXPECT_TRUE(calendar.is_last_of_week(day("2026-07-02")));
  EXPECT_FALSE(calendar.is_last_of_week(day("2026-11-25")));
  EXPECT_TRUE(calendar.is_last_of_month(day("2026-01-30")));
  EXPECT_FALSE(calendar.is_last_of_month(day("2026-01-29")));
}

TEST(Calendar, ExtraDaysOfTheConfiguration) {
  const Calendar calendar(
      Extra{.closures = {day("2026-12-01")}, .early_closes = {day("2026-12-02"), day("2026-12-24")}});
  EXPECT_FALSE(calendar.is_session(day("2026-12-01")));
  EXPECT_EQ(close_of(calendar, "2026-12-02"), "13:00");
  EXPECT_TRUE(calendar.session_on(day("2026-12-02"))->early_close);
  EXPECT_EQ(calendar.explain(day("2026-12-01")).source, "calendar.extra_closures");
  EXPECT_EQ(calendar.explain(day("2026-12-02")).source, "calendar.extra_early_closes");
  EXPECT_EQ(calendar.explain(day("2026-12-24")).rule, "Christmas Eve");
  EXPECT_EQ(to_iso(calendar.next_settlement_day(day("2026-11-30"))), "2026-12-02");
}

TEST(NewYork, TurnsWallClockIntoInstantsAndBack) {
  ASSERT_TRUE(check_time_zone());
  EXPECT_EQ(to_iso(from_new_york(day("2026-01-15"), hours{15} + minutes{55})), "2026-01-15T20:55:00Z");
  EXPECT_EQ(to_iso(from_new_york(day("2026-07-15"), hours{15} + minutes{55})), "2026-07-15T19:55:00Z");
  // 02:30 does not exist on 2026-03-08; 01:30 is twice on 2026-11-01.
  EXPECT_EQ(to_iso(from_new_york(day("2026-03-08"), hours{2} + minutes{30})), "2026-03-08T07:00:00Z");
  EXPECT_EQ(to_iso(from_new_york(day("2026-11-01"), hours{1} + minutes{30})), "2026-11-01T05:30:00Z");
  EXPECT_EQ(new_york_text(*parse_utc("2020-03-16T19:55:00Z")), "2020-03-16 15:55:00 ET");
  EXPECT_EQ(to_iso(to_new_york(*parse_utc("2020-03-17T03:59:59Z")).date), "2020-03-16");
  EXPECT_EQ(to_iso(*parse_new_york("2020-03-16 15:50:00")), "2020-03-16T19:50:00Z");
  for (const char* bad : {"", "2020-03-16", "2020-03-16 15:50", "2020-03-16 24:00:00", "2020-02-30 10:00:00", "x"})
    EXPECT_FALSE(parse_new_york(bad)) << bad;
}

TEST(NewYork, AnswersAtAJumpWhateverWasAskedBefore) {
  for (const char* jump : {"2026-03-08", "2026-11-01"})
    for (Duration wall = hours{-36}; wall <= hours{36}; wall += minutes{30}) {
      std::set<UtcTime> instants;
      std::set<std::string> texts;
      for (const char* before : {"2026-01-15", "2026-07-15", "2026-12-15", jump}) {
        (void)from_new_york(day(before), hours{12});
        instants.insert(from_new_york(day(jump), wall));
        (void)from_new_york(day(before), hours{12});
        texts.insert(new_york_text(*instants.begin()));
      }
      EXPECT_EQ(instants.size(), 1U) << jump << ' ' << wall / minutes{1};
      EXPECT_EQ(texts.size(), 1U) << jump << ' ' << wall / minutes{1};
    }
}

TEST(Zones, AFileThatIsCutOffOrSomethingElseIsNoZone) {
  std::ifstream file(kZoneFile, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), {}};
  ASSERT_TRUE(is_whole_zone(whole));
  for (const std::size_t length : {std::size_t{0}, std::size_t{4}, std::size_t{43}, whole.size() / 2, whole.size() - 1})
    EXPECT_FALSE(is_whole_zone(std::string_view(whole).substr(0, length))) << length;
  EXPECT_FALSE(is_whole_zone("# not a zone" + whole));
}

TEST(Zones, ADateIsThatOfItsZone) {
  const UtcTime midnight = from_new_york(make_date(2020, 3, 16), Duration{});
  EXPECT_EQ(local_date(midnight, "America/New_York"), make_date(2020, 3, 16));
  const UtcTime tokyo = *parse_utc("2020-03-15T15:00:00Z");
  EXPECT_EQ(local_date(tokyo, "Asia/Tokyo"), make_date(2020, 3, 16));
  EXPECT_EQ(local_date(tokyo, "+09:00"), make_date(2020, 3, 16));
  EXPECT_EQ(local_date(tokyo, "UTC"), make_date(2020, 3, 15));
  EXPECT_FALSE(knows_zone("Atlantis/Capital"));
}

TEST(NewYork, GoesThereAndBackOnEveryDayOfFortySixYears) {
  for (Date date = day("1990-01-01"); date <= day("2035-12-31"); date += std::chrono::days{1}) {
    const UtcTime noon = from_new_york(date, hours{12});
    const NewYorkTime back = to_new_york(noon);
    ASSERT_EQ(back.date, date);
    ASSERT_EQ(back.time_of_day, hours{12});
  }
}

}  // namespace
}  // namespace bot::calendar
