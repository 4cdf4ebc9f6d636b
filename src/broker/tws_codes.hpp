// The codes of the broker's messages (ERR_MSG carries errors, warnings and notices alike) as one table: what a code is
// about, what to do about it, what it says. Nothing else in the program knows a code by its number. Pure.
// Source: docs/protocol.md 9.
#pragma once

#include <span>
#include <string_view>

namespace bot::broker {

// What a message is about.
enum class CodeKind {
  kInformation,        // a request or an order goes on
  kClientLibrary,      // errors of the official client library; not seen on the wire
  kLinkLost,           // the gateway lost its link to IBKR
  kLinkBackDataLost,   // and has it again, subscriptions are gone
  kLinkBackDataKept,   // and has it again, subscriptions are kept
  kPortChanged,        // the API's port moves, this connection will be dropped
  kClientIdInUse,      // somebody else is connected with our client id
  kFarmStatus,         // one of IBKR's data farms: broken, connecting or fine again
  kPacing,             // asked too fast
  kHistoricalData,     // of a query for bars; only the text says what (162, 165)
  kRequestRefused,     // a request, or whatever its id names, is refused
  kMarketDataRefused,  // the account is not subscribed to it
  kPermissionRefused,  // the account may not trade it
  kOrderRefused,       // an order, its modification or its what-if is refused
  kFractionRefused,    // the rules of fractional and cash quantities
  kOrderWarning,       // a live order has been changed, held or doubted
  kOrderState,         // where an order stands
  kUnknown,            // not in the table
};

// What to do about the request or the order that a message names.
enum class CodeAction {
  kNone,         // nothing: it goes on
  kSession,      // nothing of a request: the whole session is meant, the kind says how
  kTryLater,     // it failed; later it may work
  kSlowDown,     // it failed for being too fast
  kGiveUp,       // it will fail again unchanged
  kGiveUpOrder,  // the same, and if the message names an order that became Inactive, that order is dead
  kReadOrder,    // read the order again
  kNoData,       // there is nothing for the period that was asked
  kUnknown,      // a request has failed; conclude nothing of an order
};

struct TwsCode {
  int code = 0;
  CodeKind kind = CodeKind::kUnknown;
  CodeAction action = CodeAction::kUnknown;
  std::string_view meaning;
};

// Every code we know, ascending.
[[nodiscard]] std::span<const TwsCode> tws_codes();
// The code's row; for one that is not in the table a row of kInformation (2100 to 2199) or kUnknown.
[[nodiscard]] TwsCode find_code(int code);
// 2100 to 2199: by their range no answer to a request and no evidence of an order.
[[nodiscard]] bool is_notice(int code);
// What to do about a message; its text decides where the code does not (162, 165).
[[nodiscard]] CodeAction find_action(int code, std::string_view text);
// Whether an answer with the id of a request ends that request (as an error); false for mere notices.
[[nodiscard]] bool ends_request(int code, std::string_view text);
// Whether the code refuses the order that the message names. Never terminal evidence: it only explains an Inactive.
[[nodiscard]] bool is_order_refusal(int code);
// Whether a request was refused because the gateway's API is read-only: its text says which of its many meanings
// a 321 has.
[[nodiscard]] bool is_read_only(int code, std::string_view text);
// Whether the gateway failed at reading or processing a request, which says nothing of what the request was about. A
// 321 is none: it has looked at what was asked.
[[nodiscard]] bool is_failed_request(int code);
// Whether an order was refused for want of money, which says nothing of what else the account may do. Its text says
// which of its many meanings a 201 has.
[[nodiscard]] bool is_want_of_money(int code, std::string_view text);
// The account buys with settled cash alone.
[[nodiscard]] bool is_want_of_settled_cash(std::string_view text);
// Whether the message announces a reason and gives none, as 202 often does.
[[nodiscard]] bool is_without_reason(std::string_view text);
// Whether an order was refused for not being of whole shares.
[[nodiscard]] bool is_fraction_refusal(int code);

// The codes that the program itself compares or (the embedded gateway) sends.
namespace code {
inline constexpr int kTooManyTickers = 101;
inline constexpr int kDuplicateTicker = 102;
inline constexpr int kDuplicateOrderId = 103;
inline constexpr int kOrderIsFilled = 104;
inline constexpr int kModificationMismatch = 105;
inline constexpr int kPriceStep = 110;
inline constexpr int kHistoricalData = 162;
inline constexpr int kHistoricalQuery = 165;
inline constexpr int kNoSecurityDefinition = 200;
inline constexpr int kOrderRejected = 201;
inline constexpr int kOrderCancelled = 202;
inline constexpr int kUnknownTicker = 300;
inline constexpr int kUnreadableRequest = 320;
inline constexpr int kInvalidRequest = 321;
inline constexpr int kFailedRequest = 322;
inline constexpr int kErrorInRequest = 323;
inline constexpr int kClientIdInUse = 326;
inline constexpr int kAutoBindRefused = 327;
inline constexpr int kNotSubscribed = 354;
inline constexpr int kNoHistoricalQuery = 366;
inline constexpr int kSizeLimit = 383;
inline constexpr int kDuplicateHistoricalQuery = 386;
inline constexpr int kOrderType = 387;
inline constexpr int kOrderMessage = 399;
inline constexpr int kNoSharesToShort = 404;
inline constexpr int kWhatIfNotTransmitted = 413;
inline constexpr int kSnapshotOfGenericTicks = 414;
inline constexpr int kZeroSize = 434;
inline constexpr int kLinkLost = 1100;
inline constexpr int kLinkBackDataLost = 1101;
inline constexpr int kLinkBackDataKept = 1102;
inline constexpr int kAccountDataRefused = 2101;
inline constexpr int kMarketDataFarmBroken = 2103;
inline constexpr int kMarketDataFarmOk = 2104;
inline constexpr int kHistoricalFarmOk = 2106;
inline constexpr int kHistoricalFarmAsleep = 2107;
inline constexpr int kMarketDataFarmAsleep = 2108;
inline constexpr int kOutsideRthIgnored = 2109;
inline constexpr int kServerLinkBroken = 2110;
inline constexpr int kFarmConnecting = 2119;
inline constexpr int kDefinitionFarmOk = 2158;
inline constexpr int kGatewayClock = 2169;  // the embedded gateway's own notice; TWS has it for order attributes
inline constexpr int kNeedsSubscription = 10089;
inline constexpr int kOrderNotFound = 10147;
inline constexpr int kOrderNotCancellable = 10148;
inline constexpr int kDelayedDataShown = 10167;
inline constexpr int kFractionalOrder = 10243;
inline constexpr int kCashQuantity = 10244;
inline constexpr int kSizeIncrement = 10250;
inline constexpr int kETradeOnly = 10268;
inline constexpr int kFirmQuoteOnly = 10269;
inline constexpr int kNbboPriceCap = 10270;
inline constexpr int kInvalidDate = 10314;
inline constexpr int kTimeInForcePreset = 10349;
}  // namespace code

}  // namespace bot::broker
