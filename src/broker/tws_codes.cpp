#include "broker/tws_codes.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "base/check.hpp"
#include "base/text.hpp"

namespace bot::broker {
namespace {

using enum CodeKind;
using Do = CodeAction;

constexpr std::array kCodes = {
    TwsCode{100, kPacing, Do::kSlowDown, "message rate exceeded; the third time the connection is closed"},
    TwsCode{code::kTooManyTickers, kRequestRefused, Do::kTryLater, "too many market data lines"},
    TwsCode{code::kDuplicateTicker, kRequestRefused, Do::kGiveUp, "ticker id in use"},
    TwsCode{code::kDuplicateOrderId, kOrderRefused, Do::kGiveUpOrder, "duplicate order id"},
    TwsCode{code::kOrderIsFilled, kOrderState, Do::kReadOrder, "cannot modify a filled order"},
    TwsCode{code::kModificationMismatch, kOrderRefused, Do::kGiveUp, "modification does not match the order"},
    TwsCode{106, kOrderRefused, Do::kGiveUp, "cannot transmit the order"},
    TwsCode{107, kOrderRefused, Do::kGiveUp, "the order is incomplete"},
    TwsCode{109, kOrderRefused, Do::kGiveUpOrder, "price precaution: too far from the market"},
    TwsCode{code::kPriceStep, kOrderRefused, Do::kGiveUpOrder, "price does not conform to the price step"},
    TwsCode{111, kOrderRefused, Do::kGiveUp, "time in force and order type do not go together"},
    TwsCode{113, kOrderRefused, Do::kGiveUp, "an order at the close needs DAY"},
    TwsCode{116, kOrderRefused, Do::kGiveUp, "dead exchange"},
    TwsCode{133, kOrderRefused, Do::kTryLater, "submitting the order failed"},
    TwsCode{134, kOrderRefused, Do::kTryLater, "modifying the order failed"},
    TwsCode{135, kOrderState, Do::kReadOrder, "no order with this id to cancel"},
    TwsCode{136, kOrderState, Do::kReadOrder, "the order cannot be cancelled"},
    TwsCode{154, kOrderRefused, Do::kTryLater, "the security is halted"},
    TwsCode{160, kOrderRefused, Do::kGiveUpOrder, "order size zero"},
    TwsCode{161, kOrderState, Do::kReadOrder, "the order cannot be cancelled in this state"},
    TwsCode{code::kHistoricalData, kHistoricalData, Do::kTryLater, "historical data error; the text decides"},
    TwsCode{163, kOrderRefused, Do::kGiveUpOrder, "price precaution: beyond the percentage"},
    TwsCode{164, kOrderRefused, Do::kGiveUp, "price precaution: no market data to check against"},
    TwsCode{code::kHistoricalQuery, kHistoricalData, Do::kTryLater, "message of a historical query"},
    TwsCode{166, kRequestRefused, Do::kGiveUp, "expired contract"},
    TwsCode{code::kNoSecurityDefinition, kRequestRefused, Do::kGiveUpOrder, "no such contract, or an ambiguous one"},
    TwsCode{code::kOrderRejected, kOrderRefused, Do::kGiveUpOrder, "order rejected, the reason is in the text"},
    TwsCode{code::kOrderCancelled, kOrderState, Do::kReadOrder, "order cancelled, the reason is in the text"},
    TwsCode{203, kPermissionRefused, Do::kGiveUpOrder, "the security is not available for this account"},
    TwsCode{code::kUnknownTicker, kRequestRefused, Do::kGiveUp, "no request for quotes with this id"},
    TwsCode{code::kUnreadableRequest, kRequestRefused, Do::kGiveUpOrder, "error reading a request"},
    TwsCode{code::kInvalidRequest, kRequestRefused, Do::kGiveUpOrder, "error validating a request"},
    TwsCode{code::kFailedRequest, kRequestRefused, Do::kTryLater, "error processing a request"},
    TwsCode{code::kErrorInRequest, kRequestRefused, Do::kGiveUp, "error in a request"},
    TwsCode{code::kClientIdInUse, kClientIdInUse, Do::kSession, "client id in use"},
    TwsCode{code::kAutoBindRefused, kRequestRefused, Do::kGiveUp, "only client id 0 may bind orders"},
    TwsCode{329, kOrderRefused, Do::kGiveUp, "cannot change to this order type"},
    TwsCode{code::kNotSubscribed, kMarketDataRefused, Do::kGiveUp, "not subscribed to this market data"},
    TwsCode{355, kOrderRefused, Do::kGiveUpOrder, "order size does not conform to the market's rule"},
    TwsCode{code::kNoHistoricalQuery, kRequestRefused, Do::kGiveUp, "no historical query with this id"},
    TwsCode{382, kOrderRefused, Do::kGiveUpOrder, "price precaution"},
    TwsCode{code::kSizeLimit, kOrderRefused, Do::kGiveUpOrder, "size precaution"},
    TwsCode{code::kDuplicateHistoricalQuery, kRequestRefused, Do::kGiveUp, "duplicate id of a historical query"},
    TwsCode{code::kOrderType, kOrderRefused, Do::kGiveUpOrder, "order type not supported for this product"},
    TwsCode{388, kOrderRefused, Do::kGiveUpOrder, "order size below the minimum"},
    TwsCode{392, kOrderRefused, Do::kGiveUp, "expired or not tradable"},
    TwsCode{code::kOrderMessage, kOrderWarning, Do::kNone, "warning about a live order, as held until the open"},
    TwsCode{400, kOrderRefused, Do::kGiveUp, "algorithmic order error"},
    TwsCode{code::kNoSharesToShort, kOrderState, Do::kReadOrder, "held: shares to sell short are being located"},
    TwsCode{411, kOrderRefused, Do::kGiveUp, "outside regular hours is not valid here"},
    TwsCode{412, kOrderRefused, Do::kGiveUp, "not available for trading"},
    TwsCode{code::kWhatIfNotTransmitted, kOrderRefused, Do::kGiveUp, "a what-if needs the transmit flag"},
    TwsCode{code::kSnapshotOfGenericTicks, kRequestRefused, Do::kGiveUp, "generic ticks are not for snapshots"},
    TwsCode{420, kPacing, Do::kSlowDown, "invalid real-time query: pacing or permissions"},
    TwsCode{422, kOrderRefused, Do::kGiveUp, "the account of an order cannot be changed"},
    TwsCode{430, kRequestRefused, Do::kGiveUp, "no fundamental data"},
    TwsCode{code::kZeroSize, kOrderRefused, Do::kGiveUpOrder, "order size zero"},
    TwsCode{435, kOrderRefused, Do::kGiveUpOrder, "an account must be given"},
    TwsCode{436, kOrderRefused, Do::kGiveUp, "an allocation must be given"},
    TwsCode{439, kOrderRefused, Do::kGiveUp, "algorithmic order error"},
    TwsCode{440, kOrderRefused, Do::kGiveUp, "algorithmic order error"},
    TwsCode{441, kOrderRefused, Do::kGiveUp, "algorithmic order error"},
    TwsCode{442, kOrderRefused, Do::kGiveUp, "algorithmic order error"},
    TwsCode{443, kOrderRefused, Do::kGiveUp, "algorithmic order error"},
    TwsCode{451, kOrderRefused, Do::kGiveUpOrder, "order precaution"},
    TwsCode{460, kPermissionRefused, Do::kGiveUpOrder, "no trading permissions"},
    TwsCode{481, kOrderWarning, Do::kNone, "order size was reduced"},
    TwsCode{492, kOrderWarning, Do::kNone, "order notice"},
    TwsCode{501, kClientLibrary, Do::kNone, "already connected"},
    TwsCode{502, kClientLibrary, Do::kTryLater, "cannot connect"},
    TwsCode{503, kClientLibrary, Do::kGiveUp, "the server is too old for the message"},
    TwsCode{504, kClientLibrary, Do::kTryLater, "not connected"},
    TwsCode{505, kClientLibrary, Do::kNone, "unknown message id"},
    TwsCode{506, kClientLibrary, Do::kGiveUp, "version outside the range"},
    TwsCode{507, kClientLibrary, Do::kTryLater, "bad length or end of file"},
    TwsCode{508, kClientLibrary, Do::kNone, "bad message"},
    TwsCode{509, kClientLibrary, Do::kTryLater, "socket read error"},
    TwsCode{520, kClientLibrary, Do::kTryLater, "socket cannot be made"},
    TwsCode{579, kClientLibrary, Do::kGiveUp, "invalid character in a text"},
    TwsCode{code::kLinkLost, kLinkLost, Do::kSession, "link to IBKR lost"},
    TwsCode{code::kLinkBackDataLost, kLinkBackDataLost, Do::kSession, "link back, market data lost"},
    TwsCode{code::kLinkBackDataKept, kLinkBackDataKept, Do::kSession, "link back, market data kept"},
    TwsCode{1300, kPortChanged, Do::kSession, "the API's port changed"},
    TwsCode{2100, kInformation, Do::kNone, "account data unsubscribed by a new request"},
    TwsCode{code::kAccountDataRefused, kRequestRefused, Do::kTryLater, "another client follows another account"},
    TwsCode{2102, kOrderState, Do::kTryLater, "the order is still being processed"},
    TwsCode{code::kMarketDataFarmBroken, kFarmStatus, Do::kTryLater, "market data farm broken"},
    TwsCode{code::kMarketDataFarmOk, kFarmStatus, Do::kNone, "market data farm fine"},
    TwsCode{2105, kFarmStatus, Do::kTryLater, "historical data farm broken"},
    TwsCode{code::kHistoricalFarmOk, kFarmStatus, Do::kNone, "historical data farm fine"},
    TwsCode{code::kHistoricalFarmAsleep, kFarmStatus, Do::kNone, "historical data farm will connect on demand"},
    TwsCode{code::kMarketDataFarmAsleep, kFarmStatus, Do::kNone, "market data farm will connect on demand"},
    TwsCode{code::kOutsideRthIgnored, kOrderWarning, Do::kNone, "outside regular hours was ignored"},
    TwsCode{code::kServerLinkBroken, kLinkLost, Do::kSession, "link to IBKR lost, will be restored"},
    TwsCode{2111, kOrderWarning, Do::kNone, "times of an algorithmic order were adjusted"},
    TwsCode{code::kFarmConnecting, kFarmStatus, Do::kNone, "a farm is connecting"},
    TwsCode{2137, kOrderWarning, Do::kGiveUp, "the order would flip the position"},
    TwsCode{2157, kFarmStatus, Do::kTryLater, "security definition farm broken"},
    TwsCode{code::kDefinitionFarmOk, kFarmStatus, Do::kNone, "security definition farm fine"},
    TwsCode{2168, kOrderWarning, Do::kNone, "EtradeOnly is not supported"},
    TwsCode{code::kGatewayClock, kInformation, Do::kNone, "FirmQuoteOnly; the embedded gateway: its clock"},
    TwsCode{10006, kOrderRefused, Do::kGiveUp, "the parent order is missing"},
    TwsCode{10015, kPermissionRefused, Do::kGiveUp, "trading is not allowed in the API"},
    TwsCode{10052, kOrderRefused, Do::kGiveUpOrder, "invalid time in force"},
    TwsCode{code::kNeedsSubscription, kMarketDataRefused, Do::kGiveUp,
            "the API needs a subscription; delayed data available"},
    TwsCode{10090, kInformation, Do::kNone, "part of the market data is not subscribed"},
    TwsCode{10091, kInformation, Do::kNone, "part of the market data needs a subscription for the API"},
    TwsCode{code::kOrderNotFound, kOrderState, Do::kReadOrder, "order to cancel not found"},
    TwsCode{code::kOrderNotCancellable, kOrderState, Do::kReadOrder, "order cannot be cancelled, state in the text"},
    TwsCode{10149, kOrderRefused, Do::kGiveUp, "invalid order id"},
    TwsCode{code::kDelayedDataShown, kInformation, Do::kNone, "not subscribed, delayed data follows"},
    TwsCode{10168, kMarketDataRefused, Do::kGiveUp, "not subscribed, delayed data not asked for"},
    TwsCode{10182, kRequestRefused, Do::kTryLater, "live updates could not be requested, disconnected"},
    TwsCode{10186, kMarketDataRefused, Do::kGiveUp, "not subscribed, delayed data not enabled"},
    TwsCode{10187, kMarketDataRefused, Do::kGiveUp, "historical ticks refused"},
    TwsCode{10189, kMarketDataRefused, Do::kGiveUp, "tick-by-tick data refused"},
    TwsCode{10190, kMarketDataRefused, Do::kGiveUp, "too many tick-by-tick requests"},
    TwsCode{10197, kMarketDataRefused, Do::kTryLater, "no market data during a competing session"},
    TwsCode{10225, kRequestRefused, Do::kTryLater, "subscription deactivated by a bust"},
    TwsCode{10233, kOrderWarning, Do::kNone, "defaults were inherited from a preset"},
    TwsCode{10241, kOrderRefused, Do::kGiveUp, "rule of cash quantities"},
    TwsCode{10242, kOrderRefused, Do::kGiveUp, "fractional orders cannot be modified"},
    TwsCode{code::kFractionalOrder, kFractionRefused, Do::kGiveUpOrder, "no fractional orders through the API"},
    TwsCode{code::kCashQuantity, kFractionRefused, Do::kGiveUp, "no cash quantity for this order"},
    TwsCode{10245, kFractionRefused, Do::kGiveUp, "the instrument has no fractions"},
    TwsCode{10246, kFractionRefused, Do::kGiveUp, "no fractions for this order"},
    TwsCode{10247, kFractionRefused, Do::kGiveUp, "fractions are routed by SMART only"},
    TwsCode{10248, kFractionRefused, Do::kGiveUp, "the account may not trade fractions"},
    TwsCode{10249, kFractionRefused, Do::kGiveUp, "no fractions for this order"},
    TwsCode{code::kSizeIncrement, kFractionRefused, Do::kGiveUp, "order size does not conform to the increment"},
    TwsCode{10251, kFractionRefused, Do::kGiveUp, "no fractions in allocation orders"},
    TwsCode{10252, kFractionRefused, Do::kGiveUp, "no fractions for this order"},
    TwsCode{code::kETradeOnly, kOrderRefused, Do::kGiveUp, "EtradeOnly is not supported"},
    TwsCode{code::kFirmQuoteOnly, kOrderRefused, Do::kGiveUp, "FirmQuoteOnly is not supported"},
    TwsCode{code::kNbboPriceCap, kOrderRefused, Do::kGiveUp, "NbboPriceCap is not supported"},
    TwsCode{10285, kRequestRefused, Do::kGiveUp, "the client's version knows no fractional sizes"},
    TwsCode{10289, kOrderRefused, Do::kGiveUp, "rule of cash quantities"},
    TwsCode{10290, kOrderRefused, Do::kGiveUp, "rule of cash quantities"},
    TwsCode{10293, kOrderRefused, Do::kGiveUp, "rule of cash quantities"},
    TwsCode{10311, kOrderWarning, Do::kNone, "the order will be routed directly"},
    TwsCode{code::kInvalidDate, kRequestRefused, Do::kGiveUp, "date or time cannot be read"},
    TwsCode{10317, kOrderRefused, Do::kGiveUp, "rule of cash quantities"},
    TwsCode{10318, kFractionRefused, Do::kGiveUp, "the order type has no fractions"},
    TwsCode{10328, kOrderState, Do::kTryLater, "connection lost, order data could not be resolved"},
    TwsCode{10329, kOrderWarning, Do::kNone, "the order will be routed directly"},
    TwsCode{10330, kRequestRefused, Do::kGiveUp, "date or time cannot be read"},
    TwsCode{10339, kRequestRefused, Do::kGiveUp, "end date not allowed"},
    TwsCode{10340, kOrderRefused, Do::kGiveUp, "order attribute not supported"},
    TwsCode{code::kTimeInForcePreset, kOrderWarning, Do::kNone, "time in force was set by a preset"},
};
static_assert(std::ranges::adjacent_find(kCodes, std::ranges::greater_equal{}, &TwsCode::code) == kCodes.end());

CodeAction find_historical_action(std::string_view text) {
  const std::string small = lower(text);
  const auto mentions = [&](std::string_view part) { return small.find(part) != std::string::npos; };
  if (mentions("no data") || mentions("no historical market data") || mentions("no items retrieved"))
    return Do::kNoData;
  if (mentions("attempting reconnection")) return Do::kNone;  // the gateway itself asks again
  if (mentions("pacing")) return Do::kSlowDown;
  if (mentions("permission")) return Do::kGiveUp;
  if (mentions("invalid") || mentions("time length")) return Do::kGiveUp;
  if (mentions("cancelled") || mentions("canceled")) return Do::kNone;
  return find_code(code::kHistoricalData).action;
}

bool has_any(std::string_view text, std::span<const std::string_view> words) {
  const std::string lowered = lower(text);
  return std::ranges::any_of(words, [&](std::string_view word) { return lowered.find(word) != std::string::npos; });
}

}  // namespace

std::span<const TwsCode> tws_codes() { return kCodes; }

bool is_notice(int code) { return code >= 2100 && code <= 2199; }

TwsCode find_code(int code) {
  const auto found = std::ranges::lower_bound(kCodes, code, {}, &TwsCode::code);
  if (found != kCodes.end() && found->code == code) return *found;
  if (is_notice(code)) return {code, kInformation, Do::kNone, "a notice"};
  return {code, kUnknown, Do::kUnknown, "not in our table"};
}

CodeAction find_action(int code, std::string_view text) {
  const TwsCode known = find_code(code);
  return known.kind == kHistoricalData ? find_historical_action(text) : known.action;
}

bool ends_request(int code, std::string_view text) {
  switch (find_action(code, text)) {
    case Do::kNone:
      return code == code::kHistoricalData;  // a query that was cancelled
    case Do::kTryLater:
    case Do::kGiveUp:
    case Do::kGiveUpOrder:
    case Do::kReadOrder:
      return !is_notice(code);
    case Do::kSlowDown:
    case Do::kNoData:
    case Do::kUnknown:
      return true;
    case Do::kSession:
      return false;
  }
  BOT_CHECK(false);
}

bool is_order_refusal(int code) { return find_code(code).action == Do::kGiveUpOrder; }

bool is_read_only(int code, std::string_view text) {
  return code == code::kInvalidRequest && lower(text).find("read-only") != std::string::npos;
}

bool is_failed_request(int code) {
  return code == code::kUnreadableRequest || code == code::kFailedRequest || code == code::kErrorInRequest;
}

bool is_want_of_money(int code, std::string_view text) {
  // "Insufficient trading permissions", "not eligible … a margin account is required": words of money in a refusal that
  // money does not mend.
  constexpr std::string_view kOfPermission[] = {"permission", "eligible", "margin account", "restricted", "prohibited"};
  if (find_code(code).kind == kPermissionRefused || has_any(text, kOfPermission)) return false;
  // "Cash needed for this order and other pending orders" is how a cash account is told, with "Cash available", with
  // "Available settled cash converted to base" or with "Available converted to base" before it.
  constexpr std::string_view kWords[] = {"margin",           "insufficient", "available funds", "settled cash",
                                         "buying power",     "cash balance", "cash needed",     "cash available",
                                         "equity with loan", "not enough"};
  return has_any(text, kWords);
}

bool is_want_of_settled_cash(std::string_view text) {
  constexpr std::string_view kWords[] = {"settled cash", "settled funds", "cash up front", "cash-up-front"};
  return has_any(text, kWords);
}

bool is_without_reason(std::string_view text) { return text.ends_with("reason:"); }

bool is_fraction_refusal(int code) { return find_code(code).kind == kFractionRefused; }

}  // namespace bot::broker
