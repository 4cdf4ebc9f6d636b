// Id, name and first server version of every message; of the responses also what distinguishes a whole one from a
// damaged one.
#pragma once

#include <optional>
#include <string_view>

#include "wire/messages.hpp"
#include "wire/server_versions.hpp"

namespace bot::wire {

// How many fields a message has. Facts are taken from an exact one: a field too many or too few has shifted others, and
// what was read of them is not what was meant. Real servers add fields to CONTRACT_DATA (docs/protocol.md 12).
enum class Extent { kAtLeast, kExact };

struct MessageId {
  int id = 0;
  std::string_view name;
  int since = 0;
  // For responses from version 176 on: the field, counted from the id's own 0, that names the request or the order.
  int request_at = 0;  // 0: none does
  Extent extent = Extent::kAtLeast;
};
template <class Message>
struct Tag {};

constexpr MessageId message_id(Tag<UnknownMessage>) { return {-1, "UNKNOWN"}; }
// Requests.
constexpr MessageId message_id(Tag<StartApi>) { return {71, "START_API"}; }
constexpr MessageId message_id(Tag<CurrentTimeRequest>) { return {49, "REQ_CURRENT_TIME"}; }
constexpr MessageId message_id(Tag<CurrentTimeMillisRequest>) {
  return {105, "REQ_CURRENT_TIME_IN_MILLIS", since::kCurrentTimeMillis};
}
constexpr MessageId message_id(Tag<IdsRequest>) { return {8, "REQ_IDS"}; }
constexpr MessageId message_id(Tag<ManagedAccountsRequest>) { return {17, "REQ_MANAGED_ACCTS"}; }
constexpr MessageId message_id(Tag<MarketDataTypeRequest>) { return {59, "REQ_MARKET_DATA_TYPE"}; }
constexpr MessageId message_id(Tag<MarketDataRequest>) { return {1, "REQ_MKT_DATA"}; }
constexpr MessageId message_id(Tag<CancelMarketData>) { return {2, "CANCEL_MKT_DATA"}; }
constexpr MessageId message_id(Tag<HistoricalDataRequest>) { return {20, "REQ_HISTORICAL_DATA"}; }
constexpr MessageId message_id(Tag<CancelHistoricalData>) { return {25, "CANCEL_HISTORICAL_DATA"}; }
constexpr MessageId message_id(Tag<ContractDataRequest>) { return {9, "REQ_CONTRACT_DATA"}; }
constexpr MessageId message_id(Tag<AccountDataRequest>) { return {6, "REQ_ACCOUNT_DATA"}; }
constexpr MessageId message_id(Tag<AccountSummaryRequest>) { return {62, "REQ_ACCOUNT_SUMMARY"}; }
constexpr MessageId message_id(Tag<CancelAccountSummary>) { return {63, "CANCEL_ACCOUNT_SUMMARY"}; }
constexpr MessageId message_id(Tag<PositionsRequest>) { return {61, "REQ_POSITIONS"}; }
constexpr MessageId message_id(Tag<CancelPositions>) { return {64, "CANCEL_POSITIONS"}; }
constexpr MessageId message_id(Tag<OpenOrdersRequest>) { return {5, "REQ_OPEN_ORDERS"}; }
constexpr MessageId message_id(Tag<AllOpenOrdersRequest>) { return {16, "REQ_ALL_OPEN_ORDERS"}; }
constexpr MessageId message_id(Tag<AutoOpenOrdersRequest>) { return {15, "REQ_AUTO_OPEN_ORDERS"}; }
constexpr MessageId message_id(Tag<CompletedOrdersRequest>) { return {99, "REQ_COMPLETED_ORDERS"}; }
constexpr MessageId message_id(Tag<ExecutionsRequest>) { return {7, "REQ_EXECUTIONS"}; }
constexpr MessageId message_id(Tag<PlaceOrder>) { return {3, "PLACE_ORDER"}; }
constexpr MessageId message_id(Tag<CancelOrder>) { return {4, "CANCEL_ORDER"}; }
constexpr MessageId message_id(Tag<GlobalCancel>) { return {58, "REQ_GLOBAL_CANCEL"}; }
constexpr MessageId message_id(Tag<AccountUpdatesMultiRequest>) { return {76, "REQ_ACCOUNT_UPDATES_MULTI"}; }
constexpr MessageId message_id(Tag<CancelAccountUpdatesMulti>) { return {77, "CANCEL_ACCOUNT_UPDATES_MULTI"}; }
constexpr MessageId message_id(Tag<PnlRequest>) { return {92, "REQ_PNL"}; }
constexpr MessageId message_id(Tag<CancelPnl>) { return {93, "CANCEL_PNL"}; }
constexpr MessageId message_id(Tag<PnlSingleRequest>) { return {94, "REQ_PNL_SINGLE"}; }
constexpr MessageId message_id(Tag<CancelPnlSingle>) { return {95, "CANCEL_PNL_SINGLE"}; }
// Responses.
constexpr MessageId message_id(Tag<NextValidId>) { return {9, "NEXT_VALID_ID"}; }
constexpr MessageId message_id(Tag<ManagedAccounts>) { return {15, "MANAGED_ACCTS"}; }
constexpr MessageId message_id(Tag<CurrentTime>) { return {49, "CURRENT_TIME"}; }
constexpr MessageId message_id(Tag<CurrentTimeMillis>) {
  return {109, "CURRENT_TIME_IN_MILLIS", since::kCurrentTimeMillis};
}
constexpr MessageId message_id(Tag<ErrorMessage>) { return {4, "ERR_MSG"}; }
constexpr MessageId message_id(Tag<ContractData>) { return {10, "CONTRACT_DATA", 0, 1}; }
constexpr MessageId message_id(Tag<ContractDataEnd>) { return {52, "CONTRACT_DATA_END", 0, 2}; }
constexpr MessageId message_id(Tag<HistoricalData>) { return {17, "HISTORICAL_DATA", 0, 1, Extent::kExact}; }
constexpr MessageId message_id(Tag<HistoricalDataEnd>) {
  return {108, "HISTORICAL_DATA_END", since::kHistoricalDataEnd, 1};
}
constexpr MessageId message_id(Tag<HistoricalDataUpdate>) { return {90, "HISTORICAL_DATA_UPDATE", 0, 1}; }
constexpr MessageId message_id(Tag<TickPrice>) { return {1, "TICK_PRICE", 0, 2, Extent::kExact}; }
constexpr MessageId message_id(Tag<TickSize>) { return {2, "TICK_SIZE", 0, 2, Extent::kExact}; }
constexpr MessageId message_id(Tag<TickGeneric>) { return {45, "TICK_GENERIC", 0, 2, Extent::kExact}; }
constexpr MessageId message_id(Tag<TickString>) { return {46, "TICK_STRING", 0, 2, Extent::kExact}; }
constexpr MessageId message_id(Tag<TickReqParams>) { return {81, "TICK_REQ_PARAMS", 0, 1}; }
constexpr MessageId message_id(Tag<TickSnapshotEnd>) { return {57, "TICK_SNAPSHOT_END", 0, 2}; }
constexpr MessageId message_id(Tag<MarketDataTypeNotice>) { return {58, "MARKET_DATA_TYPE", 0, 2, Extent::kExact}; }
constexpr MessageId message_id(Tag<AccountValue>) { return {6, "ACCT_VALUE", 0, 0, Extent::kExact}; }
constexpr MessageId message_id(Tag<PortfolioValue>) { return {7, "PORTFOLIO_VALUE", 0, 0, Extent::kExact}; }
constexpr MessageId message_id(Tag<AccountUpdateTime>) { return {8, "ACCT_UPDATE_TIME"}; }
constexpr MessageId message_id(Tag<AccountDownloadEnd>) { return {54, "ACCT_DOWNLOAD_END"}; }
constexpr MessageId message_id(Tag<AccountSummary>) { return {63, "ACCOUNT_SUMMARY", 0, 2, Extent::kExact}; }
constexpr MessageId message_id(Tag<AccountSummaryEnd>) { return {64, "ACCOUNT_SUMMARY_END", 0, 2}; }
constexpr MessageId message_id(Tag<PositionData>) { return {61, "POSITION", 0, 0, Extent::kExact}; }
constexpr MessageId message_id(Tag<PositionEnd>) { return {62, "POSITION_END"}; }
constexpr MessageId message_id(Tag<OpenOrderData>) { return {5, "OPEN_ORDER", 0, 1, Extent::kExact}; }
constexpr MessageId message_id(Tag<OpenOrderEnd>) { return {53, "OPEN_ORDER_END"}; }
constexpr MessageId message_id(Tag<OrderStatus>) { return {3, "ORDER_STATUS", 0, 1, Extent::kExact}; }
constexpr MessageId message_id(Tag<ExecutionData>) { return {11, "EXECUTION_DATA", 0, 1, Extent::kExact}; }
constexpr MessageId message_id(Tag<ExecutionDataEnd>) { return {55, "EXECUTION_DATA_END", 0, 2}; }
constexpr MessageId message_id(Tag<CommissionReport>) { return {59, "COMMISSION_REPORT", 0, 0, Extent::kExact}; }
constexpr MessageId message_id(Tag<CompletedOrderData>) { return {101, "COMPLETED_ORDER", 0, 0, Extent::kExact}; }
constexpr MessageId message_id(Tag<CompletedOrdersEnd>) { return {102, "COMPLETED_ORDERS_END"}; }
constexpr MessageId message_id(Tag<OrderBound>) { return {100, "ORDER_BOUND"}; }
constexpr MessageId message_id(Tag<AccountUpdateMulti>) { return {73, "ACCOUNT_UPDATE_MULTI"}; }
constexpr MessageId message_id(Tag<AccountUpdateMultiEnd>) { return {74, "ACCOUNT_UPDATE_MULTI_END"}; }
constexpr MessageId message_id(Tag<Pnl>) { return {94, "PNL", 0, 1}; }
constexpr MessageId message_id(Tag<PnlSingle>) { return {95, "PNL_SINGLE", 0, 1}; }

// The protocol's name of a message, for whoever speaks of its kind: a message that is gone does not compile.
template <class Message>
inline constexpr std::string_view kMessageName = message_id(Tag<Message>{}).name;

// The response with this id, if it is one of ours.
[[nodiscard]] std::optional<MessageId> find_response_id(int id);
// Whether a server may have a message of this id: ours, one that nobody here asks for (news, depth, ...), or one that a
// later server was given. The gaps were never used.
[[nodiscard]] constexpr bool is_response_id(int id) {
  constexpr int kMaxId = 999;  // 109 in 2025
  return (id >= 1 && id <= 21) || (id >= 45 && id <= 47) || (id >= 49 && id <= 59) || (id >= 61 && id <= kMaxId);
}

}  // namespace bot::wire
