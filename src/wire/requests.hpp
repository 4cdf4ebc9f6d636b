// What a client says to TWS: one struct a message, in the words of the protocol. The number is the message id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "wire/contract.hpp"
#include "wire/order.hpp"

namespace bot::wire {

struct StartApi {  // 71
  std::int64_t client_id = 0;
  std::string optional_capabilities;
  bool operator==(const StartApi&) const = default;
};
struct CurrentTimeRequest {
  bool operator==(const CurrentTimeRequest&) const = default;
};  // 49
struct CurrentTimeMillisRequest {
  bool operator==(const CurrentTimeMillisRequest&) const = default;
};                   // 105, >= 197
struct IdsRequest {  // 8
  int count = 1;
  bool operator==(const IdsRequest&) const = default;
};
struct ManagedAccountsRequest {
  bool operator==(const ManagedAccountsRequest&) const = default;
};                              // 17
struct MarketDataTypeRequest {  // 59
  int type = 1;                 // 1 live, 2 frozen, 3 delayed, 4 delayed-frozen
  bool operator==(const MarketDataTypeRequest&) const = default;
};
struct MarketDataRequest {  // 1
  std::int64_t req_id = 0;
  Contract contract;
  std::string generic_ticks;
  bool snapshot = false;
  bool regulatory_snapshot = false;
  std::vector<TagValue> options;
  bool operator==(const MarketDataRequest&) const = default;
};
struct CancelMarketData {  // 2
  std::int64_t req_id = 0;
  bool operator==(const CancelMarketData&) const = default;
};
struct HistoricalDataRequest {  // 20
  std::int64_t req_id = 0;
  Contract contract;
  std::string end;  // empty: now
  std::string bar_size;
  std::string duration;
  bool use_rth = false;
  std::string what_to_show;
  int format_date = 1;
  bool keep_up_to_date = false;
  std::vector<TagValue> options;
  bool operator==(const HistoricalDataRequest&) const = default;
};
struct CancelHistoricalData {  // 25
  std::int64_t req_id = 0;
  bool operator==(const CancelHistoricalData&) const = default;
};
struct ContractDataRequest {  // 9
  std::int64_t req_id = 0;
  Contract contract;
  bool operator==(const ContractDataRequest&) const = default;
};
struct AccountDataRequest {  // 6
  bool subscribe = true;
  std::string account;
  bool operator==(const AccountDataRequest&) const = default;
};
struct AccountSummaryRequest {  // 62
  std::int64_t req_id = 0;
  std::string group = "All";
  std::string tags;
  bool operator==(const AccountSummaryRequest&) const = default;
};
struct CancelAccountSummary {  // 63
  std::int64_t req_id = 0;
  bool operator==(const CancelAccountSummary&) const = default;
};
struct PositionsRequest {
  bool operator==(const PositionsRequest&) const = default;
};  // 61
struct CancelPositions {
  bool operator==(const CancelPositions&) const = default;
};  // 64
struct OpenOrdersRequest {
  bool operator==(const OpenOrdersRequest&) const = default;
};  // 5
struct AllOpenOrdersRequest {
  bool operator==(const AllOpenOrdersRequest&) const = default;
};                              // 16
struct AutoOpenOrdersRequest {  // 15
  bool bind = false;
  bool operator==(const AutoOpenOrdersRequest&) const = default;
};
struct CompletedOrdersRequest {  // 99
  bool api_only = false;
  bool operator==(const CompletedOrdersRequest&) const = default;
};
struct ExecutionsRequest {  // 7
  std::int64_t req_id = 0;
  std::int64_t client_id = 0;  // 0: any
  std::string account;
  std::string time;
  std::string symbol;
  std::string sec_type;
  std::string exchange;
  std::string side;
  std::optional<int> last_days;     // >= 200; some clients send 0 for unset
  std::vector<int> specific_dates;  // >= 200, yyyymmdd
  bool operator==(const ExecutionsRequest&) const = default;
};
struct PlaceOrder {  // 3
  Contract contract;
  Order order;  // order.order_id is the id of the message
  bool operator==(const PlaceOrder&) const = default;
};
struct CancelOrder {  // 4
  std::int64_t order_id = 0;
  std::string manual_cancel_time;             // >= 169
  std::string ext_operator;                   // >= 192
  std::optional<int> manual_order_indicator;  // >= 192
  bool operator==(const CancelOrder&) const = default;
};
struct GlobalCancel {                         // 58
  std::string ext_operator;                   // >= 192
  std::optional<int> manual_order_indicator;  // >= 192
  bool operator==(const GlobalCancel&) const = default;
};
struct AccountUpdatesMultiRequest {  // 76
  std::int64_t req_id = 0;
  std::string account;
  std::string model_code;
  bool ledger_and_nlv = false;
  bool operator==(const AccountUpdatesMultiRequest&) const = default;
};
struct CancelAccountUpdatesMulti {  // 77
  std::int64_t req_id = 0;
  bool operator==(const CancelAccountUpdatesMulti&) const = default;
};
struct PnlRequest {  // 92: of the account, from now on
  std::int64_t req_id = 0;
  std::string account, model_code;
  bool operator==(const PnlRequest&) const = default;
};
struct CancelPnl {  // 93
  std::int64_t req_id = 0;
  bool operator==(const CancelPnl&) const = default;
};
struct PnlSingleRequest {  // 94: of one position
  std::int64_t req_id = 0;
  std::string account, model_code;
  std::int64_t con_id = 0;
  bool operator==(const PnlSingleRequest&) const = default;
};
struct CancelPnlSingle {  // 95
  std::int64_t req_id = 0;
  bool operator==(const CancelPnlSingle&) const = default;
};
// An id that is not ours to know. Never encoded.
struct UnknownMessage {
  int id = 0;
  std::string payload{};  // as it came
  bool operator==(const UnknownMessage&) const = default;
};

using AnyRequest = std::variant<UnknownMessage, StartApi, CurrentTimeRequest, CurrentTimeMillisRequest, IdsRequest,
                                ManagedAccountsRequest, MarketDataTypeRequest, MarketDataRequest, CancelMarketData,
                                HistoricalDataRequest, CancelHistoricalData, ContractDataRequest, AccountDataRequest,
                                AccountSummaryRequest, CancelAccountSummary, PositionsRequest, CancelPositions,
                                OpenOrdersRequest, AllOpenOrdersRequest, AutoOpenOrdersRequest, CompletedOrdersRequest,
                                ExecutionsRequest, PlaceOrder, CancelOrder, GlobalCancel, AccountUpdatesMultiRequest,
                                CancelAccountUpdatesMulti, PnlRequest, CancelPnl, PnlSingleRequest, CancelPnlSingle>;

// The variant itself, whose copying and moving is compiled in messages.cpp and not wherever a message is handed on.
struct Request : AnyRequest {
  using Any = AnyRequest;
  using AnyRequest::AnyRequest;
  Request();
  Request(const Request&);
  Request(Request&&) noexcept;
  Request& operator=(const Request&);
  Request& operator=(Request&&) noexcept;
  ~Request();
};

}  // namespace bot::wire
