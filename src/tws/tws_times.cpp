// Times and trading hours as TWS writes them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "calendar/new_york.hpp"
#include "tws/convert.hpp"

namespace bot::tws {
namespace {

constexpr std::array<std::string_view, 6> kNewYorkZones = {"US/Eastern", "America/New_York", "EST",
                                                           "EDT",        "EST5EDT",          "Eastern Standard Time"};
constexpr std::array<std::string_view, 4> kUtcZones = {"UTC", "GMT", "Etc/UTC", "Universal"};

struct CivilTime {
  Date date;
  Duration of_day{};
};

// "hh:mm:ss" or "hhmm".
std::optional<Duration> time_of_day(std::string_view text) {
  const bool colons = text.size() == 8 && text[2] == ':' && text[5] == ':';
  if (!colons && text.size() != 4) return std::nullopt;
  const auto hour = parse_int(text.substr(0, 2));
  const auto minute = parse_int(text.substr(colons ? 3 : 2, 2));
  const auto second = colons ? parse_int(text.substr(6, 2)) : std::optional<std::int64_t>(0);
  if (!hour || !minute || !second || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 ||
      *second > 59) {
    return std::nullopt;
  }
  return std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
}

std::optional<CivilTime> civil_time(std::string_view date, std::string_view time) {
  const auto day = parse_basic_date(date);
  const auto of_day = time_of_day(time);
  if (!day || !of_day) return std::nullopt;
  return CivilTime{*day, *of_day};
}

// "yyyymmdd:hhmm", or "hhmm" of the day `date`.
std::optional<UtcTime> hours_instant(std::string_view text, std::string_view date) {
  const auto colon = text.find(':');
  const auto civil = colon == std::string_view::npos ? civil_time(date, text)
                                                     : civil_time(text.substr(0, colon), text.substr(colon + 1));
  if (!civil) return std::nullopt;
  return calendar::from_new_york(civil->date, civil->of_day);
}

bool read_hours_of_day(std::string_view day, LiquidHours& hours) {
  const auto colon = day.find(':');
  if (colon == std::string_view::npos) return false;
  const auto date_text = day.substr(0, colon);
  const auto date = parse_basic_date(date_text);
  if (!date) return false;
  hours.days.push_back(*date);
  if (day.substr(colon + 1) == "CLOSED") return true;
  for (const auto session : split(day, ',')) {
    const auto dash = session.find('-');
    if (dash == std::string_view::npos) return false;
    const auto opens = hours_instant(session.substr(0, dash), date_text);
    const auto closes = hours_instant(session.substr(dash + 1), date_text);
    if (!opens || !closes || *closes < *opens) return false;
    hours.open.push_back({*opens, *closes});
  }
  return true;
}

}  // namespace

bool is_new_york_zone(std::string_view zone) {
  return std::any_of(kNewYorkZones.begin(), kNewYorkZones.end(), [&](std::string_view known) {
    return zone == known ||
           (zone.size() > known.size() && zone.substr(0, known.size()) == known && zone[known.size()] == ' ');
  });
}

std::optional<UtcTime> parse_tws_time(std::string_view text) {
  if (text.size() < 17) return std::nullopt;
  const auto date = text.substr(0, 8);
  if (text[8] == '-') {
    const auto civil = text.size() == 17 ? civil_time(date, text.substr(9)) : std::nullopt;
    if (!civil) return std::nullopt;
    return UtcTime{civil->date.time_since_epoch() + civil->of_day};
  }
  const auto rest = trim(text.substr(8));
  const auto civil = civil_time(date, rest.substr(0, 8));
  if (!civil) return std::nullopt;
  const auto zone = trim(rest.substr(8));
  if (zone.empty() || is_new_york_zone(zone)) return calendar::from_new_york(civil->date, civil->of_day);
  if (std::find(kUtcZones.begin(), kUtcZones.end(), zone) != kUtcZones.end()) {
    return UtcTime{civil->date.time_since_epoch() + civil->of_day};
  }
  return std::nullopt;
}

std::string utc_text(UtcTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto of_day = std::chrono::floor<std::chrono::seconds>(time - day).count();
  return fmt::format("{}-{:02}:{:02}:{:02}", to_basic(Date{day.time_since_epoch()}), of_day / 3600, of_day / 60 % 60,
                     of_day % 60);
}

Result<LiquidHours> parse_liquid_hours(std::string_view text) {
  LiquidHours hours;
  for (const auto piece : split(text, ';')) {
    const auto day = trim(piece);
    if (!day.empty() && !read_hours_of_day(day, hours)) {
      return fail(ErrorCode::kProtocol, fmt::format("liquid hours that cannot be read: {}", day));
    }
  }
  return hours;
}

Result<Instrument> instrument_of(const wire::ContractData& data) {
  const auto& contract = data.contract;
  const auto min_tick = price_of(data.min_tick);
  if (contract.con_id <= 0 || !min_tick || *min_tick <= Price{}) {
    return fail(ErrorCode::kProtocol, "contract data without contract id or price step", contract.symbol);
  }
  Instrument instrument{.symbol = Symbol(contract.symbol),
                        .con_id = ConId(contract.con_id),
                        .security_type = contract.sec_type,
                        .currency = contract.currency,
                        .primary_exchange = contract.primary_exchange,
                        .long_name = data.long_name,
                        .stock_type = data.stock_type,
                        .min_tick = *min_tick,
                        .liquid_days = {},
                        .liquid_hours = {}};
  // Hours of another zone say nothing of New York's sessions.
  if (!is_new_york_zone(data.time_zone_id)) return instrument;
  BOT_TRY(auto hours, parse_liquid_hours(data.liquid_hours));
  instrument.liquid_days = std::move(hours.days);
  instrument.liquid_hours = std::move(hours.open);
  return instrument;
}

}  // namespace bot::tws
