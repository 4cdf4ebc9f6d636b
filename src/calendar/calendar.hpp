// NYSE sessions: which days, from when to when, and when a trade of that day settles. From rules with their years and
// sources (nyse_rules.cpp), and the configuration's extra closures. Right from 1990 to today, by rule to 2035.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace bot::calendar {

inline constexpr Duration kRegularClose = std::chrono::hours{16};  // since New York midnight
inline constexpr Duration kEarlyClose = std::chrono::hours{13};

struct Session {
  Date date;
  UtcTime opens{};
  UtcTime closes{};
  Date settles;  // next_settlement_day(date): the account settles T+1 whatever the year
  bool early_close = false;
  bool operator==(const Session&) const = default;
};

struct Extra {  // calendar.extra_closures, calendar.extra_early_closes
  std::vector<Date> closures;
  std::vector<Date> early_closes;  // 13:00
};

// Why a day is or is not a session: "Good Friday (NYSE Rule 7.2)", "regular session", "Saturday".
struct Explanation {
  std::string rule;
  std::string source;
  std::string definition{};   // which days the rule takes, and since when; empty where there is no more to say
  bool banks_closed = false;  // a session of which the banks know nothing: Columbus Day, Veterans Day
};

// In place of an instant that this calendar does not reach.
inline constexpr std::string_view kBeyondCalendar = "beyond the calendar";

class Calendar {
 public:
  explicit Calendar(Extra extra = {});
  [[nodiscard]] static Date first_day();       // 1990-01-01
  [[nodiscard]] static Date last_day();        // 2035-12-31: beyond it there is no session, and callers say so
  [[nodiscard]] static std::string horizon();  // "1990 to 2035"
  [[nodiscard]] bool is_session(Date date) const;
  [[nodiscard]] std::optional<Session> session_on(Date date) const;
  // First session strictly after / strictly before; none beyond the horizon.
  [[nodiscard]] std::optional<Session> next_after(Date date) const;
  [[nodiscard]] std::optional<Session> last_before(Date date) const;
  // Last session <= date.
  [[nodiscard]] std::optional<Session> on_or_before(Date date) const;
  [[nodiscard]] std::vector<Session> sessions(Date first, Date last) const;  // both inclusive
  // Their dates alone, at a tenth of the cost.
  [[nodiscard]] std::vector<Date> session_dates(Date first, Date last) const;
  // Number of sessions in (after, until].
  [[nodiscard]] int sessions_between(Date after, Date until) const;
  // Settlement of a trade on `trade`: T+1 since 2024-05-28, T+2 since 2017-09-05, T+3 since 1995-06-07, T+5 before, on
  // days that are neither weekend, exchange holiday, Columbus Day nor Veterans Day.
  [[nodiscard]] Date settlement_of(Date trade) const;
  // First day after `date` on which trades settle. The embedded gateway and the cash rule use it (T+1) for every year.
  // A special closure of the exchange counts as a day without settlement: later is the safe side.
  [[nodiscard]] Date next_settlement_day(Date date) const;
  [[nodiscard]] Explanation explain(Date date) const;
  // Whether this session is the last of its ISO week / calendar month.
  [[nodiscard]] bool is_last_of_week(Date session) const;
  [[nodiscard]] bool is_last_of_month(Date session) const;

 private:
  Extra extra_;
};

}  // namespace bot::calendar
