#include "base/time.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace bot {
namespace {

Result<Date> date_of(std::string_view text, std::string_view year, std::string_view month, std::string_view day) {
  const auto y = parse_int(year), m = parse_int(month), d = parse_int(day);
  if (y && m && d && *y >= 1 && *y <= 9999) {
    const std::chrono::year_month_day ymd{std::chrono::year{static_cast<int>(*y)},
                                          std::chrono::month{static_cast<unsigned>(*m)},
                                          std::chrono::day{static_cast<unsigned>(*d)}};
    if (*m > 0 && *d > 0 && ymd.ok()) return Date{ymd};
  }
  return fail(ErrorCode::kData, fmt::format("'{}' is not a date", text), "", "Write it as YYYY-MM-DD.");
}

// Thousands of instants a run: a tenth of what a format string costs.
void put_digits(std::string& text, std::size_t at, std::size_t width, std::int64_t value) {
  for (std::size_t i = at + width; i > at; value /= 10) text[--i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::string to_iso(Date date) {
  const auto ymd = civil(date);
  const int year = static_cast<int>(ymd.year());
  const unsigned month = static_cast<unsigned>(ymd.month()), day = static_cast<unsigned>(ymd.day());
  if (year < 0 || year > 9999) return fmt::format("{:04}-{:02}-{:02}", year, month, day);
  std::string text = "0000-00-00";
  put_digits(text, 0, 4, year);
  put_digits(text, 5, 2, month);
  put_digits(text, 8, 2, day);
  return text;
}

std::string to_basic(Date date) {
  std::string text = to_iso(date);  // the hyphens are counted from the end: a year may have any length
  text.erase(text.size() - 3, 1);
  text.erase(text.size() - 5, 1);
  return text;
}

std::string to_iso_millis(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto millis = (time - day).count();
  const auto seconds = millis / 1000;
  std::string text = to_iso(Date{day.time_since_epoch()});
  const std::size_t clock = text.size();
  text += "T00:00:00.000Z";
  put_digits(text, clock + 1, 2, seconds / 3600);
  put_digits(text, clock + 4, 2, seconds / 60 % 60);
  put_digits(text, clock + 7, 2, seconds % 60);
  put_digits(text, clock + 10, 3, millis % 1000);
  return text;
}

std::string to_iso(UtcTime time) {
  std::string text = to_iso_millis(time);
  text.replace(text.size() - 5, 5, "Z");
  return text;
}

Result<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-')
    return fail(ErrorCode::kData, fmt::format("'{}' is not a date", text), "", "Write it as YYYY-MM-DD.");
  return date_of(text, text.substr(0, 4), text.substr(5, 2), text.substr(8, 2));
}

Result<Date> parse_basic_date(std::string_view text) {
  if (text.size() != 8) return fail(ErrorCode::kData, fmt::format("'{}' is not a date of the form YYYYMMDD", text));
  return date_of(text, text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
}

Result<UtcTime> parse_utc(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorCode::kData, fmt::format("'{}' is not an instant", text), "", "Write it as YYYY-MM-DDThh:mm:ssZ.");
  };
  if (text.size() < 20 || text[10] != 'T' || text.back() != 'Z' || text[13] != ':' || text[16] != ':') return bad();
  BOT_TRY(const Date date, parse_date(text.substr(0, 10)));
  const auto h = parse_int(text.substr(11, 2)), m = parse_int(text.substr(14, 2)), s = parse_int(text.substr(17, 2));
  std::optional<std::int64_t> ms = 0;
  if (text.size() == 24 && text[19] == '.') {
    ms = parse_int(text.substr(20, 3));
  } else if (text.size() != 20) {
    return bad();
  }
  if (!h || !m || !s || !ms || *h < 0 || *h > 23 || *m < 0 || *m > 59 || *s < 0 || *s > 59 || *ms < 0) return bad();
  return UtcTime{std::chrono::sys_days{date.time_since_epoch()}} + std::chrono::hours{*h} + std::chrono::minutes{*m} +
         std::chrono::seconds{*s} + Duration{*ms};
}

}  // namespace bot
