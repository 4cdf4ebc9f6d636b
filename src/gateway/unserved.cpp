#include "gateway/unserved.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/check.hpp"
#include "base/text.hpp"
#include "broker/tws_codes.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;

enum class Kind {
  kRequest,       // 321, as TWS refuses what it does not do for an account
  kCancellation,  // 300: of something that was never begun
  kSilent,        // TWS itself says nothing
};

struct Unserved {
  int id;
  const char* name;
  int request_at;  // the field, counted from the message id's own 0, that names the request; 0: none does
  Kind kind;
};

constexpr Unserved kUnserved[] = {
    {10, "REQ_MKT_DEPTH", 2, Kind::kRequest},
    {11, "CANCEL_MKT_DEPTH", 2, Kind::kCancellation},
    {12, "REQ_NEWS_BULLETINS", 0, Kind::kRequest},
    {13, "CANCEL_NEWS_BULLETINS", 0, Kind::kSilent},
    {14, "SET_SERVER_LOGLEVEL", 0, Kind::kSilent},
    {18, "REQ_FA", 0, Kind::kRequest},
    {19, "REPLACE_FA", 0, Kind::kRequest},
    {21, "EXERCISE_OPTIONS", 2, Kind::kRequest},
    {22, "REQ_SCANNER_SUBSCRIPTION", 1, Kind::kRequest},
    {23, "CANCEL_SCANNER_SUBSCRIPTION", 2, Kind::kCancellation},
    {24, "REQ_SCANNER_PARAMETERS", 0, Kind::kRequest},
    {50, "REQ_REAL_TIME_BARS", 2, Kind::kRequest},
    {51, "CANCEL_REAL_TIME_BARS", 2, Kind::kCancellation},
    {52, "REQ_FUNDAMENTAL_DATA", 2, Kind::kRequest},
    {53, "CANCEL_FUNDAMENTAL_DATA", 2, Kind::kCancellation},
    {54, "REQ_CALC_IMPLIED_VOLAT", 2, Kind::kRequest},
    {55, "REQ_CALC_OPTION_PRICE", 2, Kind::kRequest},
    {56, "CANCEL_CALC_IMPLIED_VOLAT", 2, Kind::kCancellation},
    {57, "CANCEL_CALC_OPTION_PRICE", 2, Kind::kCancellation},
    {65, "VERIFY_REQUEST", 0, Kind::kRequest},
    {66, "VERIFY_MESSAGE", 0, Kind::kRequest},
    {67, "QUERY_DISPLAY_GROUPS", 2, Kind::kRequest},
    {68, "SUBSCRIBE_TO_GROUP_EVENTS", 2, Kind::kRequest},
    {69, "UPDATE_DISPLAY_GROUP", 2, Kind::kRequest},
    {70, "UNSUBSCRIBE_FROM_GROUP_EVENTS", 2, Kind::kCancellation},
    {72, "VERIFY_AND_AUTH_REQUEST", 0, Kind::kRequest},
    {73, "VERIFY_AND_AUTH_MESSAGE", 0, Kind::kRequest},
    {74, "REQ_POSITIONS_MULTI", 2, Kind::kRequest},
    {75, "CANCEL_POSITIONS_MULTI", 2, Kind::kCancellation},
    {78, "REQ_SEC_DEF_OPT_PARAMS", 1, Kind::kRequest},
    {79, "REQ_SOFT_DOLLAR_TIERS", 1, Kind::kRequest},
    {80, "REQ_FAMILY_CODES", 0, Kind::kRequest},
    {81, "REQ_MATCHING_SYMBOLS", 1, Kind::kRequest},
    {82, "REQ_MKT_DEPTH_EXCHANGES", 0, Kind::kRequest},
    {83, "REQ_SMART_COMPONENTS", 1, Kind::kRequest},
    {84, "REQ_NEWS_ARTICLE", 1, Kind::kRequest},
    {85, "REQ_NEWS_PROVIDERS", 0, Kind::kRequest},
    {86, "REQ_HISTORICAL_NEWS", 1, Kind::kRequest},
    {87, "REQ_HEAD_TIMESTAMP", 1, Kind::kRequest},
    {88, "REQ_HISTOGRAM_DATA", 1, Kind::kRequest},
    {89, "CANCEL_HISTOGRAM_DATA", 1, Kind::kCancellation},
    {90, "CANCEL_HEAD_TIMESTAMP", 1, Kind::kCancellation},
    {91, "REQ_MARKET_RULE", 0, Kind::kRequest},
    {96, "REQ_HISTORICAL_TICKS", 1, Kind::kRequest},
    {97, "REQ_TICK_BY_TICK_DATA", 1, Kind::kRequest},
    {98, "CANCEL_TICK_BY_TICK_DATA", 1, Kind::kCancellation},
    {100, "REQ_WSH_META_DATA", 1, Kind::kRequest},
    {101, "CANCEL_WSH_META_DATA", 1, Kind::kCancellation},
    {102, "REQ_WSH_EVENT_DATA", 1, Kind::kRequest},
    {103, "CANCEL_WSH_EVENT_DATA", 1, Kind::kCancellation},
    {104, "REQ_USER_INFO", 1, Kind::kRequest},
};

std::int64_t request_id(const wire::UnknownMessage& message, int at) {
  if (at == 0) return -1;
  const std::vector<std::string_view> fields = split(message.payload, '\0');
  const auto index = static_cast<std::size_t>(at);
  return index < fields.size() ? parse_int(fields[index]).value_or(-1) : -1;
}

}  // namespace

std::optional<wire::ErrorMessage> refuse(const wire::UnknownMessage& message) {
  const auto* known = std::ranges::find(kUnserved, message.id, &Unserved::id);
  if (known == std::end(kUnserved))
    return wire::ErrorMessage{-1, code::kUnreadableRequest,
                              fmt::format("Error reading request: there is no message with the id {}.", message.id), "",
                              0};
  const std::int64_t id = request_id(message, known->request_at);
  switch (known->kind) {
    case Kind::kRequest:
      return wire::ErrorMessage{
          id, code::kInvalidRequest,
          fmt::format("Error validating request.-'{}' : cause - This gateway does not serve it.", known->name), "", 0};
    case Kind::kCancellation:
      return wire::ErrorMessage{id, code::kUnknownTicker, fmt::format("Can't find EId with tickerId:{}", id), "", 0};
    case Kind::kSilent:
      return std::nullopt;
  }
  BOT_CHECK(false);
}

}  // namespace bot::gateway
