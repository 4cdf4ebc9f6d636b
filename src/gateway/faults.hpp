// What goes wrong on purpose, as a table of knobs. fault_script.hpp reads it from a text and writes it as one,
// drawn_faults.hpp draws it from a seed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fixed.hpp"
#include "base/time.hpp"

namespace bot::gateway {

// Occurrences of a thing: number `first` (1 is the first) and the following, `count` of them.
struct Occurrences {
  static constexpr std::int64_t kForEver = 1'000'000'000;  // a count no run comes to

  std::int64_t first = 1;
  std::int64_t count = 1;
  [[nodiscard]] bool hits(std::int64_t number) const { return number >= first && number - first < count; }
  bool operator==(const Occurrences&) const = default;
};

enum class MessageFaultKind { kDrop, kDelay, kDuplicate, kCloseAfter };
struct MessageFault {  // of one kind of message to the clients, by its protocol name ("ORDER_STATUS")
  MessageFaultKind kind = MessageFaultKind::kDrop;
  std::string message;
  Occurrences which;
  Duration delay{};
  bool operator==(const MessageFault&) const = default;
};

enum class ConnectionFaultKind { kSilent, kClose, kClientIdInUse };
struct ConnectionFault {  // of the n-th accepted connection
  ConnectionFaultKind kind = ConnectionFaultKind::kSilent;
  Occurrences which;
  bool operator==(const ConnectionFault&) const = default;
};

enum class OrderFaultKind {
  kReject,   // refused with `code`, once it was accepted by the gateway
  kHold,     // a dialog holds it: no message for `time`, then it goes on
  kSwallow,  // it is taken and never mentioned again
  kError,    // a spurious message with `code`; the order lives on
  kPartial,  // fills these shares of it, then no more
  kCancel,   // cancelled silently `time` after it began to work
};
struct OrderFault {  // of the n-th order, what-ifs not counted, or of orders in one symbol
  OrderFaultKind kind = OrderFaultKind::kReject;
  Occurrences which;
  std::string symbol;  // empty: any
  int code = 0;
  std::string text;
  Duration time{};
  std::vector<double> shares;
  bool operator==(const OrderFault&) const = default;
};

enum class Query { kPositions, kOpenOrders, kCompletedOrders, kExecutions };
enum class QueryFaultKind { kEmpty, kMute };  // answers "none"; never answers
struct QueryFault {                           // of the n-th query of a kind
  QueryFaultKind kind = QueryFaultKind::kEmpty;
  Query query = Query::kPositions;
  Occurrences which;
  bool operator==(const QueryFault&) const = default;
};

enum class LinkData { kKept, kLost };  // the market data subscriptions, when the link is back
enum class TimedFaultKind {
  kLinkLost,  // 1100, orders held, then 1101 or 1102 after `time`
  kCloseAll,  // every connection
  kNotice,    // `code` and `text` to everybody
  kDeposit,   // `amount`, negative for a withdrawal
  kRollback,  // order ids begin at 1 again for new connections
  kPosition,  // `shares` of `symbol` come or go without a trade: a transfer, the owner's own hand
};
struct TimedFault {
  TimedFaultKind kind = TimedFaultKind::kNotice;
  UtcTime at{};
  Duration time{};
  LinkData data = LinkData::kKept;
  int code = 0;
  std::string text;
  Money amount;
  std::string symbol;
  Quantity shares;
  bool operator==(const TimedFault&) const = default;
};

struct QuoteFault {  // the bid and ask shown of a symbol are multiplied; 0 takes them away
  std::string symbol;
  double factor = 1;
  bool operator==(const QuoteFault&) const = default;
};

struct ValueFault {  // an account value is multiplied, or left out
  std::string tag;
  std::optional<double> factor;  // absent: the tag is never sent
  bool operator==(const ValueFault&) const = default;
};

struct Faults {
  std::vector<MessageFault> messages;
  std::vector<ConnectionFault> connections;
  std::vector<OrderFault> orders;
  std::vector<QueryFault> queries;
  std::vector<TimedFault> timed;
  std::vector<QuoteFault> quotes;
  std::vector<ValueFault> values;

  [[nodiscard]] std::size_t count() const {
    return messages.size() + connections.size() + orders.size() + queries.size() + timed.size() + quotes.size() +
           values.size();
  }
  bool operator==(const Faults&) const = default;
};

}  // namespace bot::gateway
