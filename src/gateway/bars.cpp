#include "gateway/bars.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/times.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;
namespace chr = std::chrono;

enum class Period { kIntraday, kDay, kWeek, kMonth };

struct BarSize {
  std::string_view name;
  Period period;
  int seconds;
};
constexpr BarSize kBarSizes[] = {
    {"5 secs", Period::kIntraday, 5},      {"10 secs", Period::kIntraday, 10},    {"15 secs", Period::kIntraday, 15},
    {"30 secs", Period::kIntraday, 30},    {"1 min", Period::kIntraday, 60},      {"2 mins", Period::kIntraday, 120},
    {"3 mins", Period::kIntraday, 180},    {"5 mins", Period::kIntraday, 300},    {"10 mins", Period::kIntraday, 600},
    {"15 mins", Period::kIntraday, 900},   {"20 mins", Period::kIntraday, 1200},  {"30 mins", Period::kIntraday, 1800},
    {"1 hour", Period::kIntraday, 3600},   {"2 hours", Period::kIntraday, 7200},  {"3 hours", Period::kIntraday, 10800},
    {"4 hours", Period::kIntraday, 14400}, {"8 hours", Period::kIntraday, 28800}, {"1 day", Period::kDay, 0},
    {"1 week", Period::kWeek, 0},          {"1 month", Period::kMonth, 0}};
constexpr std::int64_t kMaxIntradaySessions = 260;

struct Span {
  std::int64_t count = 0;
  char unit = 'D';
};

std::optional<Span> parse_duration(std::string_view text) {
  const auto words = split(trim(text), ' ');
  if (words.size() != 2 || words[1].size() != 1) return std::nullopt;
  const auto count = parse_int(words[0]);
  constexpr std::pair<char, std::int64_t> kMaxCounts[] = {{'S', 86'400}, {'D', 365}, {'W', 52}, {'M', 12}, {'Y', 68}};
  for (const auto& [unit, largest] : kMaxCounts)
    if (words[1][0] == unit && count && *count > 0 && *count <= largest) return Span{*count, unit};
  return std::nullopt;
}

// The first date of the span that ends on `last`; D counts sessions, of which `last`'s own is one.
Date first_date(const Span& span, Date last, const calendar::Calendar& calendar) {
  const auto day = civil(last);
  const auto back = [&](chr::year_month_day moved) {
    if (!moved.ok()) moved = moved.year() / moved.month() / chr::last;
    return Date{moved};
  };
  switch (span.unit) {
    case 'W':
      return last - chr::days{7 * span.count};
    case 'M':
      return back(day - chr::months{static_cast<int>(span.count)});
    case 'Y':
      return back(day - chr::years{static_cast<int>(span.count)});
    case 'S':
      return last;
    default:
      break;
  }
  // At least every second day is a session, once two weeks cover the longest closure.
  const std::vector<Date> sessions = calendar.session_dates(last - chr::days{2 * span.count + 14}, last);
  const auto count = static_cast<std::size_t>(span.count);
  return sessions.size() < count ? last : sessions[sessions.size() - count];
}

double rounded(double price) { return std::round(price * 1e6) / 1e6; }

wire::HistoricalBar to_wire(const Bar& bar, bool has_volume) {
  wire::HistoricalBar out;
  out.date = to_basic(bar.date);
  out.open = rounded(bar.open);
  out.high = rounded(bar.high);
  out.low = rounded(bar.low);
  out.close = rounded(bar.close);
  out.volume = has_volume ? std::round(bar.volume) : -1;
  out.wap = rounded((bar.high + bar.low + bar.close) / 3);
  out.count = has_volume ? static_cast<int>(std::min(bar.volume / 150, 1e9)) + 1 : -1;
  return out;
}

bool same_period(Date a, Date b, Period period) {
  if (period == Period::kMonth) return civil(a).year() == civil(b).year() && civil(a).month() == civil(b).month();
  const auto monday = [](Date date) { return date - chr::days{chr::weekday{date}.iso_encoding() - 1}; };
  return monday(a) == monday(b);
}

std::vector<Bar> merged(const std::vector<Bar>& days, Period period) {
  if (period == Period::kDay) return days;
  std::vector<Bar> bars;
  for (const Bar& day : days) {
    if (bars.empty() || !same_period(bars.back().date, day.date, period)) {
      bars.push_back(day);
      continue;
    }
    Bar& bar = bars.back();
    bar.date = day.date;
    bar.high = std::max(bar.high, day.high);
    bar.low = std::min(bar.low, day.low);
    bar.close = day.close;
    bar.volume += day.volume;
  }
  return bars;
}

struct IntradayRequest {
  int seconds = 60;
  UtcTime start{}, end{};
  int format_date = 1;
  bool has_volume = true;
};

// One session's bars from its path, up to `end`. Prices scaled as the day's bar is against its row.
void append_session(Market& market, const Symbol& symbol, Date date, const Bar& shown, const IntradayRequest& request,
                    UtcTime now, std::vector<wire::HistoricalBar>& out) {
  const Intraday* const path = market.path(symbol, date);
  if (path == nullptr) return;
  const calendar::Session& session = path->session();
  const double scale = shown.open / path->so_far(session.opens).open;
  const UtcTime end = std::min({request.end, session.closes, now + Duration{1}});
  constexpr Duration kGrid{5'000};
  double volume_before = 0;
  for (UtcTime from = session.opens; from < end; from += chr::seconds{request.seconds}) {
    const UtcTime until = std::min(from + chr::seconds{request.seconds}, end);
    Bar bar{date, 0, 0, 0, 0, 0, std::nullopt};
    for (UtcTime at = from; at < until; at += kGrid) {
      const double price = path->so_far(at).last * scale;
      if (at == from) bar.open = bar.high = bar.low = price;
      bar.high = std::max(bar.high, price);
      bar.low = std::min(bar.low, price);
      bar.close = price;
    }
    const double volume = path->so_far(until - Duration{1}).volume;
    bar.volume = volume - volume_before;
    volume_before = volume;
    if (until == session.closes && now >= session.closes) {  // the closing auction
      bar.close = shown.close;
      bar.high = std::max(bar.high, bar.close);
      bar.low = std::min(bar.low, bar.close);
    }
    if (from < request.start) continue;
    wire::HistoricalBar row = to_wire(bar, request.has_volume);
    row.date = request.format_date == 2 ? fmt::format("{}", chr::floor<chr::seconds>(from.time_since_epoch()).count())
                                        : wire_time(from);
    out.push_back(std::move(row));
  }
}

BarRefusal refused(int code, std::string text) {
  if (code == code::kInvalidRequest) text = "Error validating request:-'b' : cause - " + text;
  if (code == code::kHistoricalData) text = "Historical Market Data Service error message:" + text;
  return BarRefusal{code, std::move(text)};
}

}  // namespace

BarOutcome make_bars(Market& market, const Symbol& symbol, const wire::HistoricalDataRequest& request, UtcTime now) {
  const auto size =
      std::ranges::find_if(kBarSizes, [&](const BarSize& known) { return known.name == request.bar_size; });
  if (size == std::end(kBarSizes))
    return refused(code::kInvalidRequest, "Historical data bar size setting is invalid.");
  const auto span = parse_duration(request.duration);
  if (!span) return refused(code::kInvalidRequest, "Historical data query duration is invalid.");
  const bool adjusted = request.what_to_show == "ADJUSTED_LAST";
  constexpr std::string_view kServed[] = {"TRADES", "ADJUSTED_LAST", "MIDPOINT", "BID", "ASK"};
  if (std::ranges::find(kServed, request.what_to_show) == std::end(kServed))
    return refused(code::kHistoricalData, "No data of type " + request.what_to_show + " is available");
  if (adjusted && !request.end.empty())
    return refused(code::kInvalidRequest, "End date time must be empty for ADJUSTED_LAST.");
  if (request.keep_up_to_date && (adjusted || !request.end.empty()))
    return refused(code::kInvalidRequest, "keepUpToDate needs an empty end date and TRADES, MIDPOINT, BID or ASK.");
  UtcTime end = now;
  if (!request.end.empty()) {
    const auto parsed = parse_wire_time(request.end);
    if (!parsed) return refused(code::kInvalidDate, "End Date/Time: The date, time, or time-zone entered is invalid.");
    end = std::min(*parsed, now);
  }
  const bool has_volume = request.what_to_show == "TRADES" || adjusted;

  // The last session that had begun by the end of the span.
  const Date end_date = calendar::to_new_york(end).date;
  auto last = market.calendar().on_or_before(end_date);
  if (last && end <= last->opens && (end < now || end < last->opens)) last = market.calendar().last_before(last->date);
  if (!last) return refused(code::kHistoricalData, "HMDS query returned no data: " + symbol.value());
  const Date first =
      first_date(*span, span->unit == 'D' || span->unit == 'S' ? last->date : end_date, market.calendar());

  BarAnswer answer;
  answer.end = end;
  answer.start = calendar::from_new_york(first, calendar::to_new_york(end).time_of_day);
  std::vector<Bar> days =
      market.daily_bars(symbol, adjusted ? ports::BarKind::kAdjustedLast : ports::BarKind::kTrades, first, now);
  std::erase_if(days, [&](const Bar& bar) { return bar.date > last->date; });
  if (size->period != Period::kIntraday) {
    for (const Bar& bar : merged(days, size->period)) answer.bars.push_back(to_wire(bar, has_volume));
  } else {
    if (static_cast<std::int64_t>(days.size()) > kMaxIntradaySessions)
      return refused(code::kHistoricalData, "invalid step: too many bars");
    IntradayRequest intraday{size->seconds, UtcTime::min(), end, request.format_date, has_volume};
    if (span->unit == 'S') intraday.start = end - chr::seconds{span->count};
    for (const Bar& day : days) append_session(market, symbol, day.date, day, intraday, now, answer.bars);
  }
  if (answer.bars.empty())
    return refused(code::kHistoricalData,
                   fmt::format("HMDS query returned no data: {}@SMART {}", symbol.value(), request.what_to_show));
  return answer;
}

std::optional<wire::HistoricalBar> newest_daily_bar(Market& market, const Symbol& symbol, UtcTime now) {
  const Date today = calendar::to_new_york(now).date;
  const auto bars = market.daily_bars(symbol, ports::BarKind::kTrades, today, now);
  if (bars.empty()) return std::nullopt;
  return to_wire(bars.back(), true);
}

}  // namespace bot::gateway
