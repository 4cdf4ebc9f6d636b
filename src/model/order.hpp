// Orders as we speak of them: side, states, and what the broker reports of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"
#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "model/security_type.hpp"
#include "model/symbol.hpp"

namespace bot {

enum class Side { kBuy, kSell };
[[nodiscard]] constexpr std::string_view name(Side side) {
  switch (side) {
    case Side::kBuy:
      return "BUY";
    case Side::kSell:
      return "SELL";
  }
  BOT_CHECK(false);
}

// The life of one of our orders. docs/reliability.md 2.4 draws the edges; orders/order_state.hpp holds them.
enum class OrderState {
  kPlanned,    // INTENT: durable, nothing sent
  kAbandoned,  // never left
  kSending,    // durable before the first byte; from here on it is never sent again
  kWorking,
  kPartial,  // some filled, still working
  kFilled,
  kCancelled,  // terminal with whatever was filled
  kRejected,
  kExpired,
  kUnknown,  // no evidence in time
};
[[nodiscard]] constexpr std::string_view name(OrderState state) {
  switch (state) {
    case OrderState::kPlanned:
      return "planned";
    case OrderState::kAbandoned:
      return "abandoned";
    case OrderState::kSending:
      return "sending";
    case OrderState::kWorking:
      return "working";
    case OrderState::kPartial:
      return "partial";
    case OrderState::kFilled:
      return "filled";
    case OrderState::kCancelled:
      return "cancelled";
    case OrderState::kRejected:
      return "rejected";
    case OrderState::kExpired:
      return "expired";
    case OrderState::kUnknown:
      return "unknown";
  }
  BOT_CHECK(false);
}
[[nodiscard]] constexpr bool is_terminal(OrderState state) {
  switch (state) {
    case OrderState::kAbandoned:
    case OrderState::kFilled:
    case OrderState::kCancelled:
    case OrderState::kRejected:
    case OrderState::kExpired:
      return true;
    case OrderState::kPlanned:
    case OrderState::kSending:
    case OrderState::kWorking:
    case OrderState::kPartial:
    case OrderState::kUnknown:
      return false;
  }
  BOT_CHECK(false);
}
// Its frame has left, or may have.
[[nodiscard]] constexpr bool was_sent(OrderState state) {
  switch (state) {
    case OrderState::kPlanned:
    case OrderState::kAbandoned:
      return false;
    case OrderState::kSending:
    case OrderState::kWorking:
    case OrderState::kPartial:
    case OrderState::kFilled:
    case OrderState::kCancelled:
    case OrderState::kRejected:
    case OrderState::kExpired:
    case OrderState::kUnknown:
      return true;
  }
  BOT_CHECK(false);
}

// A limit order as the rebalancer writes it: LMT, GTD with an absolute expiry, regular hours, SMART.
struct OrderTicket {
  OrderKey key{};
  Symbol symbol;
  ConId con_id;
  std::string primary_exchange;
  AccountId account;
  Side side = Side::kBuy;
  Quantity quantity;
  Price limit;
  UtcTime expires;  // goodTillDate
  bool operator==(const OrderTicket&) const = default;
};

// Status words of IBKR (docs/protocol.md 7.2) as far as they say something of an order's life.
enum class BrokerOrderStatus {
  kPendingSubmit,
  kPreSubmitted,
  kSubmitted,
  kPendingCancel,
  kCancelled,
  kFilled,
  kInactive,
  kOther
};

// One fill. A correction has the same exec id up to the last dot and a higher last part.
struct Execution {
  ExecId exec_id;
  OrderKey key;  // orderRef; empty when it was not ours
  ClientOrderId order_id;
  PermId perm_id;
  AccountId account;
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity;
  Price price;
  Quantity cumulative;
  std::optional<UtcTime> time;  // absent: not reported, or in a zone that is not known
  std::string venue;
  std::optional<Money> commission;  // absent until the commission report came
  bool own_client = false;          // of an order that our client id sent
  bool operator==(const Execution&) const = default;
};

struct OpenOrder {
  OrderKey key{};  // orderRef
  ClientOrderId order_id;
  PermId perm_id;
  std::int64_t client_id = 0;
  AccountId account;
  Symbol symbol;
  ConId con_id{};
  std::string security_type = kStock;
  Side side = Side::kBuy;
  Quantity quantity;
  Quantity filled{};
  BrokerOrderStatus status = BrokerOrderStatus::kOther;
  bool own_client = false;  // our client id sent it
  bool operator==(const OpenOrder&) const = default;
};

// Today's finished order. The broker gives no order id with it.
struct CompletedOrder {
  OrderKey key;  // orderRef
  PermId perm_id;
  AccountId account;
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity filled;
  BrokerOrderStatus status = BrokerOrderStatus::kOther;
  std::string reason;  // completedStatus, for a person
  bool operator==(const CompletedOrder&) const = default;
};

}  // namespace bot

template <>
inline constexpr bot::Side bot::kLastOf<bot::Side> = bot::Side::kSell;
template <>
inline constexpr bot::OrderState bot::kLastOf<bot::OrderState> = bot::OrderState::kUnknown;
