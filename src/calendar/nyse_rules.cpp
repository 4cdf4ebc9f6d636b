#include "calendar/nyse_rules.hpp"

#include <array>
#include <optional>

#include "calendar/calendar.hpp"

namespace bot::calendar {
namespace {

namespace chr = std::chrono;

constexpr std::string_view kHolidayRule = "NYSE Rule 7.2 (until 2019 Rule 51), Holidays";
constexpr std::string_view kTradingWeek = "the exchange trades from Monday to Friday";
constexpr std::string_view kEarlyRule = "NYSE Rule 7.1 and the exchange's yearly list of early closings";
constexpr std::string_view kSpecialList = "NYSE, Special Closings (the exchange's own list since 1885)";

Date nth_weekday(int year, unsigned month, chr::weekday day, unsigned n) {
  return Date{chr::local_days{chr::year{year} / chr::month{month} / day[n]}};
}

Date last_weekday(int year, unsigned month, chr::weekday day) {
  return Date{chr::local_days{chr::year{year} / chr::month{month} / day[chr::last]}};
}

// Saturday: the Friday before; Sunday: the Monday after.
Date nearest_weekday(Date date) {
  const chr::weekday day{date};
  if (day == chr::Saturday) return date - chr::days{1};
  if (day == chr::Sunday) return date + chr::days{1};
  return date;
}

// A Saturday New Year is not made up for: the Friday ends a yearly accounting period, which Rule 7.2 excepts.
Date new_years_day(int year) {
  const Date date = make_date(year, 1, 1);
  return chr::weekday{date} == chr::Sunday ? date + chr::days{1} : date;
}

Date martin_luther_king_day(int year) { return nth_weekday(year, 1, chr::Monday, 3); }
Date washingtons_birthday(int year) { return nth_weekday(year, 2, chr::Monday, 3); }

// Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8), less two days.
Date good_friday(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  const int h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4;
  const int l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int month = (h + l - 7 * m + 114) / 31;
  const int day = (h + l - 7 * m + 114) % 31 + 1;
  return make_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day)) - chr::days{2};
}

Date memorial_day(int year) { return last_weekday(year, 5, chr::Monday); }
Date juneteenth(int year) { return nearest_weekday(make_date(year, 6, 19)); }
Date independence_day(int year) { return nearest_weekday(make_date(year, 7, 4)); }
Date labor_day(int year) { return nth_weekday(year, 9, chr::Monday, 1); }
Date thanksgiving(int year) { return nth_weekday(year, 11, chr::Thursday, 4); }
Date christmas(int year) { return nearest_weekday(make_date(year, 12, 25)); }

struct RegularHoliday {
  std::string_view name;
  int first_year;
  unsigned first_month, last_month;  // that it can be observed in: most days need not work it out
  Date (*observed)(int year);
  std::string_view definition;
};

constexpr std::array kRegularHolidays{
    RegularHoliday{"New Year's Day", 1952, 1, 1, new_years_day,
                   "January 1; a Sunday is kept on the Monday after, a Saturday not at all"},
    RegularHoliday{"Martin Luther King Jr. Day", 1998, 1, 1, martin_luther_king_day,
                   "the third Monday of January, since 1998"},
    RegularHoliday{"Washington's Birthday", 1971, 2, 2, washingtons_birthday,
                   "the third Monday of February, since 1971"},
    RegularHoliday{"Good Friday", 1908, 3, 4, good_friday, "the Friday before Easter Sunday"},
    RegularHoliday{"Memorial Day", 1971, 5, 5, memorial_day, "the last Monday of May, since 1971"},
    RegularHoliday{"Juneteenth National Independence Day", 2022, 6, 6, juneteenth,
                   "June 19, since 2022; a Saturday is kept on the Friday before, a Sunday on the Monday after"},
    RegularHoliday{"Independence Day", 1954, 7, 7, independence_day,
                   "July 4; a Saturday is kept on the Friday before, a Sunday on the Monday after"},
    RegularHoliday{"Labor Day", 1887, 9, 9, labor_day, "the first Monday of September"},
    RegularHoliday{"Thanksgiving Day", 1942, 11, 11, thanksgiving, "the fourth Thursday of November"},
    RegularHoliday{"Christmas Day", 1954, 12, 12, christmas,
                   "December 25; a Saturday is kept on the Friday before, a Sunday on the Monday after"},
};

struct SpecialDay {
  int year;
  unsigned month, day;
  int opens_minute;  // of the day; 0 and 0: closed
  int closes_minute;
  std::string_view why;
};

// A minute or two of silence after the bell is not a late opening: the session is open, nobody calls out.
constexpr int kOpen = 9 * 60 + 30, kClose = 16 * 60;
constexpr std::array kSpecialDays{
    SpecialDay{1990, 12, 27, 11 * 60, kClose, "late opening, power failure"},
    SpecialDay{1994, 2, 11, kOpen, 14 * 60 + 30, "early close, snowstorm"},
    SpecialDay{1994, 4, 27, 0, 0, "President Nixon's funeral"},
    SpecialDay{1995, 12, 18, 10 * 60 + 30, kClose, "late opening, computer trouble"},
    SpecialDay{1996, 1, 8, 11 * 60, 14 * 60, "late opening and early close, snowstorm"},
    SpecialDay{1997, 10, 27, kOpen, 15 * 60 + 30, "early close, circuit breaker"},
    SpecialDay{1997, 12, 26, kOpen, 13 * 60, "early close, day after Christmas"},
    SpecialDay{1999, 12, 31, kOpen, 13 * 60, "early close, turn of the century"},
    SpecialDay{2001, 9, 11, 0, 0, "attack on the World Trade Center"},
    SpecialDay{2001, 9, 12, 0, 0, "attack on the World Trade Center"},
    SpecialDay{2001, 9, 13, 0, 0, "attack on the World Trade Center"},
    SpecialDay{2001, 9, 14, 0, 0, "attack on the World Trade Center"},
    SpecialDay{2002, 9, 11, 12 * 60, kClose, "late opening, anniversary of September 11"},
    SpecialDay{2003, 12, 26, kOpen, 13 * 60, "early close, day after Christmas"},
    SpecialDay{2004, 6, 11, 0, 0, "day of mourning for President Reagan"},
    SpecialDay{2005, 6, 1, kOpen, 15 * 60 + 56, "early close, communication failure"},
    SpecialDay{2007, 1, 2, 0, 0, "day of mourning for President Ford"},
    SpecialDay{2012, 10, 29, 0, 0, "Hurricane Sandy"},
    SpecialDay{2012, 10, 30, 0, 0, "Hurricane Sandy"},
    SpecialDay{2018, 12, 5, 0, 0, "day of mourning for President George H. W. Bush"},
    SpecialDay{2025, 1, 9, 0, 0, "day of mourning for President Carter"},
};

struct EarlyClose {
  std::string_view why;
  Duration closes;
  std::string_view definition;
};

constexpr std::string_view kChristmasEve =
    "December 24 from Monday to Thursday ends at 13:00, until 1992 at 14:00; on a Friday it is the holiday itself";
constexpr std::string_view kAfterThanksgiving =
    "the Friday after Thanksgiving ends at 13:00 since 1993, in 1992 at 14:00";
constexpr std::string_view kBeforeJulyFourth =
    "July 3 from Monday to Thursday ends at 13:00 since 1995, on a Wednesday since 2013";
constexpr std::string_view kAfterJulyFourth =
    "until 2012 the Friday after a Thursday's Independence Day ended at 13:00";

// 14:00 until 1992, 13:00 since 1993.
Duration early_close_time(int year) { return year < 1993 ? Duration{chr::hours{14}} : kEarlyClose; }

std::optional<EarlyClose> regular_early_close(Date date) {
  const auto ymd = civil(date);
  const int year = static_cast<int>(ymd.year());
  const unsigned month = static_cast<unsigned>(ymd.month());
  const unsigned day = static_cast<unsigned>(ymd.day());
  const chr::weekday weekday{date};
  if (month == 12 && day == 24 && weekday != chr::Friday)
    return EarlyClose{"Christmas Eve", early_close_time(year), kChristmasEve};
  if (month == 11 && year >= 1992 && date == thanksgiving(year) + chr::days{1})
    return EarlyClose{"day after Thanksgiving", early_close_time(year), kAfterThanksgiving};
  // The day before Independence Day; when that was a Wednesday, until 2012 the Friday after instead.
  if (month == 7 && day == 3 && year >= 1995 && weekday != chr::Friday && (weekday != chr::Wednesday || year >= 2013))
    return EarlyClose{"day before Independence Day", kEarlyClose, kBeforeJulyFourth};
  if (month == 7 && day == 5 && year >= 1995 && year <= 2012 && weekday == chr::Friday)
    return EarlyClose{"day after Independence Day", kEarlyClose, kAfterJulyFourth};
  return std::nullopt;
}

}  // namespace

DayRule nyse_rule(Date date) {
  const chr::weekday weekday{date};
  if (weekday == chr::Saturday || weekday == chr::Sunday)
    return {.kind = DayKind::kWeekend,
            .rule = weekday == chr::Saturday ? "Saturday" : "Sunday",
            .source = kHolidayRule,
            .definition = kTradingWeek};
  const auto ymd = civil(date);
  const int year = static_cast<int>(ymd.year());
  const auto month = static_cast<unsigned>(ymd.month());
  for (const RegularHoliday& holiday : kRegularHolidays)
    if (year >= holiday.first_year && month >= holiday.first_month && month <= holiday.last_month &&
        holiday.observed(year) == date)
      return {
          .kind = DayKind::kHoliday, .rule = holiday.name, .source = kHolidayRule, .definition = holiday.definition};
  for (const SpecialDay& special : kSpecialDays) {
    if (special.year != year || special.month != month || special.day != static_cast<unsigned>(ymd.day())) continue;
    if (special.closes_minute == 0) return {.kind = DayKind::kHoliday, .rule = special.why, .source = kSpecialList};
    return {.opens = chr::minutes{special.opens_minute},
            .closes = chr::minutes{special.closes_minute},
            .rule = special.why,
            .source = kSpecialList};
  }
  if (const auto early = regular_early_close(date))
    return {.opens = kRegularOpen,
            .closes = early->closes,
            .rule = early->why,
            .source = kEarlyRule,
            .definition = early->definition};
  return {.opens = kRegularOpen,
          .closes = kRegularClose,
          .rule = "regular session",
          .source = "NYSE Rule 7.1, Hours of Business",
          .definition = "Monday to Friday, 9:30 to 16:00"};
}

bool is_bank_only_holiday(Date date) {
  const int year = static_cast<int>(civil(date).year());
  if (date == nth_weekday(year, 10, chr::Monday, 2)) return true;
  // The Federal Reserve Banks close on the Monday after a Sunday holiday, and stay open on the Friday before a Saturday
  // one.
  const Date veterans = make_date(year, 11, 11);
  return date == (chr::weekday{veterans} == chr::Sunday ? veterans + chr::days{1} : veterans);
}

}  // namespace bot::calendar
