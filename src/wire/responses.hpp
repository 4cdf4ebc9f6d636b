// What TWS says to a client: one struct a message, in the words of the protocol. The number is the message id.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/fixed.hpp"
#include "wire/contract.hpp"
#include "wire/order.hpp"
#include "wire/requests.hpp"

namespace bot::wire {

struct NextValidId {  // 9
  std::int64_t order_id = 0;
  bool operator==(const NextValidId&) const = default;
};
struct ManagedAccounts {  // 15
  std::string list;       // comma separated, may end with a comma
  [[nodiscard]] std::vector<std::string> accounts() const;
  bool operator==(const ManagedAccounts&) const = default;
};
struct CurrentTime {  // 49
  std::int64_t seconds = 0;
  bool operator==(const CurrentTime&) const = default;
};
struct CurrentTimeMillis {  // 109, >= 197
  std::int64_t millis = 0;
  bool operator==(const CurrentTimeMillis&) const = default;
};
struct ErrorMessage {    // 4
  std::int64_t id = -1;  // request or order id; -1: of nothing in particular
  int code = 0;
  std::string text;                  // UTF-8; travels as ASCII with backslash-u escapes
  std::string advanced_reject_json;  // >= 166
  std::int64_t time_millis = 0;      // >= 194
  bool operator==(const ErrorMessage&) const = default;
};
struct FundFields {  // >= 179, secType FUND
  std::string name, family, type, front_load, back_load, back_load_time_interval, management_fee, closed,
      closed_for_new_investors, closed_for_new_money, notify_amount, minimum_initial_purchase,
      subsequent_minimum_purchase, blue_sky_states, blue_sky_territories, distribution_policy_indicator, asset_type;
  bool operator==(const FundFields&) const = default;
};
struct ContractData {  // 10
  std::int64_t req_id = 0;
  Contract contract;
  std::string last_trade_date_exact;  // >= 182
  std::string market_name;
  double min_tick = 0;
  std::string order_types;
  std::string valid_exchanges;
  int price_magnifier = 1;
  std::int64_t under_con_id = 0;
  std::string long_name;  // UTF-8, escaped on the wire
  std::string contract_month, industry, category, subcategory;
  std::string time_zone_id;
  std::string trading_hours;
  std::string liquid_hours;
  std::string ev_rule;
  std::optional<double> ev_multiplier;
  std::vector<TagValue> sec_ids;
  std::optional<int> agg_group;
  std::string under_symbol, under_sec_type;
  std::string market_rule_ids;
  std::string real_expiration_date;
  std::string stock_type;
  std::optional<Quantity> size_min_tick;                                       // 163 only
  std::optional<Quantity> min_size, size_increment, suggested_size_increment;  // >= 164
  FundFields fund;
  std::vector<TagValue> ineligibility_reasons;  // >= 186: id, description
  bool operator==(const ContractData&) const = default;
};
struct ContractDataEnd {  // 52
  std::int64_t req_id = 0;
  bool operator==(const ContractDataEnd&) const = default;
};
struct HistoricalBar {
  std::string date;  // yyyymmdd for daily bars
  double open = 0, high = 0, low = 0, close = 0;
  double volume = 0;  // shares; whole numbers below version 163; 0: none is reported
  double wap = 0;
  int count = 0;
  bool operator==(const HistoricalBar&) const = default;
};
struct HistoricalData {  // 17
  std::int64_t req_id = 0;
  std::string start, end;  // < 196; from 196 on HistoricalDataEnd has them and must follow
  std::vector<HistoricalBar> bars;
  bool operator==(const HistoricalData&) const = default;
};
struct HistoricalDataEnd {  // 108, >= 196
  std::int64_t req_id = 0;
  std::string start, end;
  bool operator==(const HistoricalDataEnd&) const = default;
};
struct HistoricalDataUpdate {  // 90
  std::int64_t req_id = 0;
  HistoricalBar bar;
  bool operator==(const HistoricalDataUpdate&) const = default;
};
struct TickPrice {  // 1
  std::int64_t req_id = 0;
  int type = 0;
  std::optional<double> price;  // -1 on the wire: no value
  std::optional<Quantity> size;
  int attributes = 0;  // bit 0 can auto execute, 1 past limit, 2 pre-open
  bool operator==(const TickPrice&) const = default;
};
struct TickSize {  // 2
  std::int64_t req_id = 0;
  int type = 0;
  std::optional<Quantity> size;
  bool operator==(const TickSize&) const = default;
};
struct TickGeneric {  // 45
  std::int64_t req_id = 0;
  int type = 0;
  std::optional<double> value;
  bool operator==(const TickGeneric&) const = default;
};
struct TickString {  // 46
  std::int64_t req_id = 0;
  int type = 0;
  std::string value;
  bool operator==(const TickString&) const = default;
};
struct TickReqParams {  // 81
  std::int64_t req_id = 0;
  double min_tick = 0;
  std::string bbo_exchange;
  int snapshot_permissions = 0;
  bool operator==(const TickReqParams&) const = default;
};
struct TickSnapshotEnd {  // 57
  std::int64_t req_id = 0;
  bool operator==(const TickSnapshotEnd&) const = default;
};
struct MarketDataTypeNotice {  // 58
  std::int64_t req_id = 0;
  int type = 1;
  bool operator==(const MarketDataTypeNotice&) const = default;
};
struct AccountValue {  // 6
  std::string key, value, currency, account;
  bool operator==(const AccountValue&) const = default;
};
struct PortfolioValue {  // 7
  Contract contract;     // with primary_exchange, without exchange
  std::optional<Quantity> position;
  std::optional<double> market_price, market_value, average_cost, unrealized_pnl, realized_pnl;
  std::string account;
  bool operator==(const PortfolioValue&) const = default;
};
struct AccountUpdateTime {  // 8
  std::string time;         // hh:mm
  bool operator==(const AccountUpdateTime&) const = default;
};
struct AccountDownloadEnd {  // 54
  std::string account;
  bool operator==(const AccountDownloadEnd&) const = default;
};
struct AccountSummary {  // 63
  std::int64_t req_id = 0;
  std::string account, tag, value, currency;
  bool operator==(const AccountSummary&) const = default;
};
struct AccountSummaryEnd {  // 64
  std::int64_t req_id = 0;
  bool operator==(const AccountSummaryEnd&) const = default;
};
struct PositionData {  // 61
  std::string account;
  Contract contract;  // exchange: the listing exchange of a stock
  std::optional<Quantity> position;
  std::optional<double> average_cost;
  bool operator==(const PositionData&) const = default;
};
struct PositionEnd {
  bool operator==(const PositionEnd&) const = default;
};                      // 62
struct OpenOrderData {  // 5
  Contract contract;
  Order order;
  OrderState state;
  bool operator==(const OpenOrderData&) const = default;
};
struct OpenOrderEnd {
  bool operator==(const OpenOrderEnd&) const = default;
};                    // 53
struct OrderStatus {  // 3
  std::int64_t order_id = 0;
  std::string status;
  std::optional<Quantity> filled, remaining;
  double average_fill_price = 0;
  std::int64_t perm_id = 0;
  std::int64_t parent_id = 0;
  double last_fill_price = 0;
  std::int64_t client_id = 0;
  std::string why_held;
  double market_cap_price = 0;
  bool operator==(const OrderStatus&) const = default;
};
struct ExecutionData {       // 11
  std::int64_t req_id = -1;  // -1: pushed at the time of the fill
  std::int64_t order_id = 0;
  Contract contract;
  std::string exec_id;
  std::string time;  // as on the wire; three forms
  std::string account;
  std::string exchange;
  std::string side;  // BOT, SLD
  std::optional<Quantity> shares;
  double price = 0;
  std::int64_t perm_id = 0;
  std::int64_t client_id = 0;
  int liquidation = 0;
  std::optional<Quantity> cumulative;
  double average_price = 0;
  std::string order_ref;
  std::string ev_rule;
  std::optional<double> ev_multiplier;
  std::string model_code;
  std::optional<int> last_liquidity;    // 1 added, 2 removed, 3 routed out
  bool pending_price_revision = false;  // >= 178
  std::string submitter;                // >= 198
  bool operator==(const ExecutionData&) const = default;
};
struct ExecutionDataEnd {  // 55
  std::int64_t req_id = 0;
  bool operator==(const ExecutionDataEnd&) const = default;
};
struct CommissionReport {  // 59
  std::string exec_id;
  std::optional<double> commission;
  std::string currency;
  std::optional<double> realized_pnl;  // unset when opening
  std::optional<double> yield;         // unset for stocks
  std::optional<int> yield_redemption_date;
  bool operator==(const CommissionReport&) const = default;
};
struct CompletedOrderData {  // 101
  Contract contract;
  Order order;
  OrderState state;
  bool operator==(const CompletedOrderData&) const = default;
};
struct CompletedOrdersEnd {
  bool operator==(const CompletedOrdersEnd&) const = default;
};                   // 102
struct OrderBound {  // 100
  std::int64_t perm_id = 0;
  std::int64_t client_id = 0;
  std::int64_t order_id = 0;
  bool operator==(const OrderBound&) const = default;
};
struct AccountUpdateMulti {  // 73
  std::int64_t req_id = 0;
  std::string account, model_code, key, value, currency;
  bool operator==(const AccountUpdateMulti&) const = default;
};
struct AccountUpdateMultiEnd {  // 74
  std::int64_t req_id = 0;
  bool operator==(const AccountUpdateMultiEnd&) const = default;
};

struct Pnl {  // 94
  std::int64_t req_id = 0;
  std::optional<double> daily, unrealized, realized;
  bool operator==(const Pnl&) const = default;
};
struct PnlSingle {  // 95
  std::int64_t req_id = 0;
  std::optional<Quantity> position;
  std::optional<double> daily, unrealized, realized, value;
  bool operator==(const PnlSingle&) const = default;
};

using AnyResponse =
    std::variant<UnknownMessage, NextValidId, ManagedAccounts, CurrentTime, CurrentTimeMillis, ErrorMessage,
                 ContractData, ContractDataEnd, HistoricalData, HistoricalDataEnd, HistoricalDataUpdate, TickPrice,
                 TickSize, TickGeneric, TickString, TickReqParams, TickSnapshotEnd, MarketDataTypeNotice, AccountValue,
                 PortfolioValue, AccountUpdateTime, AccountDownloadEnd, AccountSummary, AccountSummaryEnd, PositionData,
                 PositionEnd, OpenOrderData, OpenOrderEnd, OrderStatus, ExecutionData, ExecutionDataEnd,
                 CommissionReport, CompletedOrderData, CompletedOrdersEnd, OrderBound, AccountUpdateMulti,
                 AccountUpdateMultiEnd, Pnl, PnlSingle>;

// The variant itself, whose copying and moving is compiled in messages.cpp and not wherever a message is handed on.
struct Response : AnyResponse {
  using Any = AnyResponse;
  using AnyResponse::AnyResponse;
  Response();
  Response(const Response&);
  Response(Response&&) noexcept;
  Response& operator=(const Response&);
  Response& operator=(Response&&) noexcept;
  ~Response();
};

}  // namespace bot::wire
