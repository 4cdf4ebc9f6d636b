#include "calendar/calendar.hpp"

#include <algorithm>
#include <utility>

#include "calendar/new_york.hpp"
#include "calendar/nyse_rules.hpp"

namespace bot::calendar {
namespace {

namespace chr = std::chrono;

constexpr int kFirstYear = 1990, kLastYear = 2035;

bool in_horizon(Date date) { return date >= Calendar::first_day() && date <= Calendar::last_day(); }

bool contains(const std::vector<Date>& days, Date date) { return std::ranges::find(days, date) != days.end(); }

// The rules are worked out once for each day of the horizon; a run asks thousands of times.
const DayRule& rule_of(Date date) {
  static const std::vector<DayRule> rules = [] {
    std::vector<DayRule> all;
    all.reserve(static_cast<std::size_t>((Calendar::last_day() - Calendar::first_day()).count()) + 1);
    for (Date day = Calendar::first_day(); day <= Calendar::last_day(); day += chr::days{1})
      all.push_back(nyse_rule(day));
    return all;
  }();
  return rules[static_cast<std::size_t>((date - Calendar::first_day()).count())];
}

// What the rules alone make a session.
const std::vector<Date>& rule_sessions() {
  static const std::vector<Date> sessions = [] {
    std::vector<Date> all;
    for (Date day = Calendar::first_day(); day <= Calendar::last_day(); day += chr::days{1})
      if (rule_of(day).kind == DayKind::kSession) all.push_back(day);
    return all;
  }();
  return sessions;
}

// SEC Rule 15c6-1 and its changes; before it, by custom.
int settlement_days(Date trade) {
  if (trade >= make_date(2024, 5, 28)) return 1;
  if (trade >= make_date(2017, 9, 5)) return 2;
  if (trade >= make_date(1995, 6, 7)) return 3;
  return 5;
}

}  // namespace

Calendar::Calendar(Extra extra) : extra_(std::move(extra)) {}

Date Calendar::first_day() { return make_date(kFirstYear, 1, 1); }
Date Calendar::last_day() { return make_date(kLastYear, 12, 31); }
std::string Calendar::horizon() { return std::to_string(kFirstYear) + " to " + std::to_string(kLastYear); }

bool Calendar::is_session(Date date) const {
  return in_horizon(date) && rule_of(date).kind == DayKind::kSession && !contains(extra_.closures, date);
}

std::optional<Session> Calendar::session_on(Date date) const {
  if (!is_session(date)) return std::nullopt;
  const DayRule& rule = rule_of(date);
  const Duration closes = contains(extra_.early_closes, date) ? std::min(rule.closes, kEarlyClose) : rule.closes;
  return Session{.date = date,
                 .opens = from_new_york(date, rule.opens),
                 .closes = from_new_york(date, closes),
                 .settles = next_settlement_day(date),
                 .early_close = closes < kRegularClose};
}

std::optional<Session> Calendar::next_after(Date date) const {
  for (Date day = std::max(date + chr::days{1}, first_day()); day <= last_day(); day += chr::days{1})
    if (is_session(day)) return session_on(day);
  return std::nullopt;
}

std::optional<Session> Calendar::last_before(Date date) const { return on_or_before(date - chr::days{1}); }

std::optional<Session> Calendar::on_or_before(Date date) const {
  for (Date day = std::min(date, last_day()); day >= first_day(); day -= chr::days{1})
    if (is_session(day)) return session_on(day);
  return std::nullopt;
}

std::vector<Session> Calendar::sessions(Date first, Date last) const {
  std::vector<Session> all;
  for (Date day = std::max(first, first_day()); day <= std::min(last, last_day()); day += chr::days{1})
    if (const auto session = session_on(day)) all.push_back(*session);
  return all;
}

std::vector<Date> Calendar::session_dates(Date first, Date last) const {
  if (first > last) return {};
  const auto from = std::ranges::lower_bound(rule_sessions(), first);
  std::vector<Date> dates(from, std::ranges::upper_bound(from, rule_sessions().end(), last));
  if (!extra_.closures.empty()) std::erase_if(dates, [&](Date date) { return contains(extra_.closures, date); });
  return dates;
}

int Calendar::sessions_between(Date after, Date until) const {
  int count = 0;
  for (Date day = std::max(after + chr::days{1}, first_day()); day <= std::min(until, last_day()); day += chr::days{1})
    count += is_session(day) ? 1 : 0;
  return count;
}

Date Calendar::next_settlement_day(Date date) const {
  Date day = date + chr::days{1};
  const auto settles = [this](Date candidate) {
    // Beyond the horizon there is no list of sessions; the rules themselves go on.
    const bool open = in_horizon(candidate) ? is_session(candidate) : nyse_rule(candidate).kind == DayKind::kSession;
    return open && !is_bank_only_holiday(candidate);
  };
  while (!settles(day)) day += chr::days{1};
  return day;
}

Date Calendar::settlement_of(Date trade) const {
  Date day = trade;
  for (int left = settlement_days(trade); left > 0; --left) day = next_settlement_day(day);
  return day;
}

Explanation Calendar::explain(Date date) const {
  if (!in_horizon(date))
    return {.rule = "outside " + to_iso(first_day()) + " to " + to_iso(last_day()), .source = "the calendar's horizon"};
  const DayRule& rule = rule_of(date);
  if (rule.kind == DayKind::kSession && contains(extra_.closures, date))
    return {.rule = "extra closure", .source = "calendar.extra_closures"};
  if (rule.kind == DayKind::kSession && contains(extra_.early_closes, date) && rule.closes > kEarlyClose)
    return {.rule = "extra early close at 13:00", .source = "calendar.extra_early_closes"};
  return {.rule = std::string(rule.rule),
          .source = std::string(rule.source),
          .definition = std::string(rule.definition),
          .banks_closed = rule.kind == DayKind::kSession && is_bank_only_holiday(date)};
}

bool Calendar::is_last_of_week(Date session) const {
  const int left = 7 - static_cast<int>(chr::weekday{session}.iso_encoding());
  return is_session(session) && sessions_between(session, session + chr::days{left}) == 0;
}

bool Calendar::is_last_of_month(Date session) const {
  const auto ymd = civil(session);
  const Date end{chr::local_days{ymd.year() / ymd.month() / chr::last}};
  return is_session(session) && sessions_between(session, end) == 0;
}

}  // namespace bot::calendar
