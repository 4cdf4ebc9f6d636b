#include "ledger/codec.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <concepts>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/check.hpp"
#include "base/sha256.hpp"
#include "ledger/fields.hpp"

namespace bot::ledger {
namespace {

using Json = nlohmann::ordered_json;

// In the order of EventBody's alternatives; a name never changes, it is on people's disks.
constexpr std::array<std::string_view, std::variant_size_v<EventBody>> kKinds{"run_started",
                                                                              "step",
                                                                              "bars",
                                                                              "inputs",
                                                                              "decision",
                                                                              "plan",
                                                                              "buys_settled",
                                                                              "order_sending",
                                                                              "order_evidence",
                                                                              "cancel_request",
                                                                              "fill",
                                                                              "commission",
                                                                              "fill_inferred",
                                                                              "order_abandoned",
                                                                              "cash_movement",
                                                                              "positions_accepted",
                                                                              "symbol_released",
                                                                              "permission_proven",
                                                                              "permission_refused",
                                                                              "fraction_refused",
                                                                              "nav",
                                                                              "run_ended",
                                                                              "halted",
                                                                              "resumed",
                                                                              "armed",
                                                                              "disarmed",
                                                                              "instrument_pinned",
                                                                              "cash_up_front",
                                                                              "run_turned_away",
                                                                              "session_watched"};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class K, class V>
struct IsMap<std::map<K, V>> : std::true_type {};
template <class T>
struct IsFixed : std::false_type {};
template <class Tag>
struct IsFixed<Fixed<Tag>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class Tag, class Rep>
struct IsId<Id<Tag, Rep>> : std::true_type {};

// A field that is absent or of another shape; caught in decode, so it never leaves this file.
struct BadField {
  std::string what;
};

template <class E>
E enum_from_name(std::string_view text) {
  const auto value = parse_name<E>(text);
  if (!value) throw BadField{"no such word: " + std::string(text)};
  return *value;
}

template <class T>
std::string key_text(const T& key) {
  if constexpr (std::same_as<T, Date>)
    return to_iso(key);
  else if constexpr (IsId<T>::value)
    return key.value();
  else
    return key;
}

template <class T>
T key_from(const std::string& text) {
  if constexpr (std::same_as<T, Date>) {
    const auto date = parse_date(text);
    if (!date) throw BadField{"no date: " + text};
    return *date;
  } else {
    return T{text};
  }
}

// A number JSON reads back to the bit; a broken bar may hold none, and JSON has no word for it.
void put_double(std::string& text, double value) {
  if (!std::isfinite(value)) {
    text += std::isnan(value) ? "\"nan\"" : value > 0 ? "\"inf\"" : "\"-inf\"";
  } else if (value == 0 && std::signbit(value)) {
    text += "-0.0";  // "-0" would be read as an integer, which has no such zero
  } else {
    fmt::format_to(std::back_inserter(text), "{}", value);
  }
}

// [date, open, high, low, close, volume, adj_close or null]: a row is text at once, since a first run writes thousands.
void put_bar(std::string& text, const Bar& bar) {
  text += "[\"";
  text += to_iso(bar.date);
  text += '"';
  for (const double value : {bar.open, bar.high, bar.low, bar.close, bar.volume}) {
    text += ',';
    put_double(text, value);
  }
  text += ',';
  if (bar.adj_close)
    put_double(text, *bar.adj_close);
  else
    text += "null";
  text += ']';
}

std::string bar_text(const Bar& bar) {
  std::string text;
  put_bar(text, bar);
  return text;
}

template <class T>
Json to_json(const T& value);

struct Writer {
  Json& out;
  template <class T>
  void operator()(const char* key, const T& value) {
    out[key] = to_json(value);
  }
};

template <class T>
Json to_json(const T& value) {
  if constexpr (IsOptional<T>::value) {
    return value ? to_json(*value) : Json(nullptr);
  } else if constexpr (IsVector<T>::value) {
    Json list = Json::array();
    for (const auto& item : value) list.push_back(to_json(item));
    return list;
  } else if constexpr (std::same_as<T, Bar>) {
    return Json::parse(bar_text(value));
  } else if constexpr (IsMap<T>::value) {
    Json object = Json::object();
    for (const auto& [key, item] : value) object[key_text(key)] = to_json(item);
    return object;
  } else if constexpr (IsFixed<T>::value) {
    return value.str();
  } else if constexpr (IsId<T>::value) {
    return value.value();
  } else if constexpr (std::same_as<T, Date>) {
    return to_iso(value);
  } else if constexpr (std::same_as<T, UtcTime>) {
    return to_iso_millis(value);
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(name(value));
  } else if constexpr (detail::kHasFields<T>) {
    Json object = Json::object();
    Writer writer{object};
    detail::Fields<T>::visit(value, writer);
    return object;
  } else if constexpr (std::same_as<T, double>) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    return value;
  } else {
    return value;  // bool, integer, string
  }
}

template <class T>
T from_json(const Json& json);

struct Reader {
  const Json& in;
  template <class T>
  void operator()(const char* key, T& value) {
    const auto found = in.find(key);
    if (found == in.end()) throw BadField{std::string("no field ") + key};
    value = from_json<T>(*found);
  }
};

template <class T>
T from_json(const Json& json) {
  if constexpr (IsOptional<T>::value) {
    if (json.is_null()) return std::nullopt;
    return from_json<typename T::value_type>(json);
  } else if constexpr (IsVector<T>::value) {
    T list;
    for (const Json& item : json) list.push_back(from_json<typename T::value_type>(item));
    return list;
  } else if constexpr (std::same_as<T, Bar>) {
    if (!json.is_array() || json.size() != 7) throw BadField{"no bar: " + json.dump()};
    return Bar{.date = from_json<Date>(json[0]),
               .open = from_json<double>(json[1]),
               .high = from_json<double>(json[2]),
               .low = from_json<double>(json[3]),
               .close = from_json<double>(json[4]),
               .volume = from_json<double>(json[5]),
               .adj_close = from_json<std::optional<double>>(json[6])};
  } else if constexpr (IsMap<T>::value) {
    T map;
    for (const auto& [key, item] : json.items())
      map.emplace(key_from<typename T::key_type>(key), from_json<typename T::mapped_type>(item));
    return map;
  } else if constexpr (IsFixed<T>::value) {
    const auto value = T::parse(json.template get<std::string>());
    if (!value) throw BadField{"no decimal number: " + json.dump()};
    return *value;
  } else if constexpr (IsId<T>::value) {
    return T{json.template get<std::remove_cvref_t<decltype(std::declval<T>().value())>>()};
  } else if constexpr (std::same_as<T, Date>) {
    return key_from<Date>(json.template get<std::string>());
  } else if constexpr (std::same_as<T, UtcTime>) {
    const auto time = parse_utc(json.template get<std::string>());
    if (!time) throw BadField{"no instant: " + json.dump()};
    return *time;
  } else if constexpr (std::is_enum_v<T>) {
    return enum_from_name<T>(json.template get<std::string>());
  } else if constexpr (detail::kHasFields<T>) {
    T value{};
    Reader reader{json};
    detail::Fields<T>::visit(value, reader);
    return value;
  } else if constexpr (std::same_as<T, double>) {
    if (json == "nan") return std::numeric_limits<double>::quiet_NaN();
    if (json == "inf") return std::numeric_limits<double>::infinity();
    if (json == "-inf") return -std::numeric_limits<double>::infinity();
    return json.template get<double>();
  } else {
    return json.template get<T>();
  }
}

template <std::size_t Index = 0>
EventBody body_from(std::size_t index, const Json& json) {
  if constexpr (Index < std::variant_size_v<EventBody>) {
    if (index == Index) return from_json<std::variant_alternative_t<Index, EventBody>>(json);
    return body_from<Index + 1>(index, json);
  } else {
    throw BadField{"no such event"};
  }
}

constexpr std::string_view kEmptyRows = "\"rows\":[]}";

std::string bars_text(const BarsRecorded& bars) {
  std::string text = to_json(BarsRecorded{.symbol = bars.symbol,
                                          .kept_rows = bars.kept_rows,
                                          .final_rows = bars.final_rows,
                                          .previous_sha256 = bars.previous_sha256,
                                          .sha256 = bars.sha256,
                                          .today = bars.today,
                                          .factor = bars.factor,
                                          .rows = {}})
                         .dump(-1, ' ', false, Json::error_handler_t::replace);
  BOT_CHECK(text.ends_with(kEmptyRows));
  if (bars.rows.empty()) return text;
  text.resize(text.size() - 2);
  text.reserve(text.size() + bars.rows.size() * 80);
  for (const Bar& bar : bars.rows) {
    put_bar(text, bar);
    text += ',';
  }
  text.back() = ']';
  text += '}';
  return text;
}

// The same record without its rows. Quotes inside a text are escaped, so these are the first `"rows":[` of the record.
std::string without_rows(std::string_view json) {
  const std::size_t rows = json.find("\"rows\":[");
  if (rows == std::string_view::npos) throw BadField{"no field rows"};
  return std::string(json.substr(0, rows)) + std::string(kEmptyRows);
}

EventBody body_of(std::size_t index, std::string_view json, BarRows rows) {
  if (kKinds[index] != "bars") return body_from(index, Json::parse(json));
  if (rows == BarRows::kSkip) return body_from(index, Json::parse(without_rows(json)));
  EventBody body = body_from(index, Json::parse(json));
  const auto& bars = std::get<BarsRecorded>(body);
  if (bars.final_rows != bars.kept_rows + bars.rows.size()) throw BadField{"final_rows is not the number of rows"};
  return body;
}

}  // namespace

std::string_view kind_of(const EventBody& body) { return kKinds[body.index()]; }

std::string encode(const EventBody& body) {
  if (const auto* bars = std::get_if<BarsRecorded>(&body)) return bars_text(*bars);
  return std::visit([](const auto& event) { return to_json(event); }, body)
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<EventBody> decode(std::string_view kind, std::string_view json, BarRows rows) {
  constexpr std::string_view kUnreadable = "a ledger event cannot be read";
  constexpr std::string_view kFix = "restore the ledger from a copy, or use the program that wrote it";
  for (std::size_t index = 0; index < kKinds.size(); ++index) {
    if (kKinds[index] != kind) continue;
    try {
      return body_of(index, json, rows);
    } catch (const BadField& bad) {
      return fail(Error{ErrorCode::kIo, bad.what, std::string(kind), std::string(kFix)}.in(kUnreadable));
    } catch (const Json::exception& bad) {
      return fail(Error{ErrorCode::kIo, bad.what(), std::string(kind), std::string(kFix)}.in(kUnreadable));
    }
  }
  return fail(ErrorCode::kIo, "the ledger has an event this program does not know", std::string(kind),
              std::string(kFix));
}

std::string digest(const LedgerState& state) {
  return sha256_hex(to_json(state).dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace bot::ledger
