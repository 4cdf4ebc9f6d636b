// The broker, behind two ports: BrokerReader asks, OrderPort sends. A dry run is handed the reader only, so that no
// path from it reaches an order. Every question ends by its own end marker or is an error: a failed query is never
// "empty". A question whose answer has no id and that was not answered whole ends the connection: the rest of the
// answer could not be distinguished from the next one's.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "model/account.hpp"
#include "model/instrument.hpp"
#include "model/order.hpp"
#include "model/quote.hpp"

namespace bot::safety {
class Approved;
}

namespace bot::ports {

struct BrokerSession {
  int server_version = 0;
  std::vector<AccountId> accounts;
  ClientOrderId next_order_id;
  bool embedded = false;  // the gateway named itself an embedded one in its notice
};

// What-if answer: the broker would take the order, with these figures; or would not, and why.
struct WhatIf {
  bool accepted = false;
  std::optional<Money> commission;  // exact or the broker's maximum
  std::optional<Money> init_margin_change;
  int code = 0;        // of the refusal
  std::string reason;  // of the refusal
};

// What the broker says by itself while we wait.
struct OrderStatusEvent {
  ClientOrderId order_id;
  PermId perm_id;
  BrokerOrderStatus status = BrokerOrderStatus::kOther;
  Quantity filled;
  Quantity remaining;
  std::optional<Price> average_price;
};
struct OpenOrderEvent {
  OpenOrder order;
};
struct ExecutionEvent {
  Execution execution;
};
struct CommissionEvent {
  ExecId exec_id;
  Money commission;
};
struct OrderMessageEvent {
  ClientOrderId order_id;
  int code = 0;
  std::string text;
};  // error or notice; never terminal evidence
struct LinkEvent {
  enum class Kind { kLost, kBackDataLost, kBackDataKept, kClosed } kind;
  std::string text;
};
struct PositionEvent {
  Position position;
};
// Something about an order or a fill of this account that cannot be read: what we know of our orders has a hole.
struct UnreadableEvent {
  std::string why;
};
using BrokerEvent = std::variant<OrderStatusEvent, OpenOrderEvent, ExecutionEvent, CommissionEvent, OrderMessageEvent,
                                 LinkEvent, PositionEvent, UnreadableEvent>;

// Every question may end with kTimeout (not answered whole in time, or "try again later"), kDisconnected (before or
// while asking; also where the connection is ended over it), kInterrupted (the loop was asked to stop), kPacing,
// kRequestRejected (the gateway's permanent no) and kProtocol (an answer that cannot be read). What a method adds
// stands beside it.
class BrokerReader {
 public:
  virtual ~BrokerReader() = default;
  // One attempt: TCP, handshake, start barrier (accounts, next id). Retrying is the caller's. Also kRefused (nothing
  // listens, or the host is not reached), kLogin (it listens and is not logged in: no answer, no account, no next id)
  // and kClientIdInUse.
  virtual Result<BrokerSession> connect(UtcTime deadline) = 0;
  virtual void disconnect() = 0;
  [[nodiscard]] virtual bool connected() const = 0;
  // Connected, and the gateway itself linked to IBKR (no 1100 in force).
  [[nodiscard]] virtual bool link_ok() const = 0;
  // Asks the gateway for its time; the probe of a half-open connection. Asks at least one second apart.
  virtual Result<UtcTime> server_time(UtcTime deadline) = 0;
  // Also kData: the gateway says nothing of that account.
  virtual Result<AccountValues> account_values(const AccountId& account, UtcTime deadline) = 0;
  virtual Result<std::vector<Position>> positions(UtcTime deadline) = 0;     // all accounts; the caller filters
  virtual Result<std::vector<OpenOrder>> open_orders(UtcTime deadline) = 0;  // of all clients
  virtual Result<std::vector<CompletedOrder>> completed_orders(UtcTime deadline) = 0;
  virtual Result<std::vector<Execution>> executions(UtcTime deadline) = 0;  // today's, with commissions as far as known
  // In flight together; answers in the order of the symbols. kRequestRejected with code 200's text when the symbol is
  // unknown or ambiguous.
  virtual std::vector<Result<Instrument>> instruments(const std::vector<Symbol>& symbols, UtcTime deadline) = 0;
  Result<Instrument> instrument(const Symbol& symbol, UtcTime deadline) {
    return std::move(instruments({symbol}, deadline).front());
  }
  // One snapshot each, in flight together; answers in the order of the instruments.
  virtual std::vector<Result<Quote>> quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                            UtcTime deadline) = 0;
  // Would this account be allowed these orders, each by itself? Never orders themselves. In flight together; answers in
  // the order of the tickets.
  virtual std::vector<Result<WhatIf>> what_ifs(const std::vector<OrderTicket>& tickets, UtcTime deadline) = 0;
  Result<WhatIf> what_if(const OrderTicket& ticket, UtcTime deadline) {
    return std::move(what_ifs({ticket}, deadline).front());
  }
  // The lowest order id that this session neither used (what-ifs count) nor saw.
  [[nodiscard]] virtual ClientOrderId next_order_id() const = 0;
  // From now on no id below `next` is used, by what_if neither: the ledger's high-water mark outlives the gateway's.
  virtual void reserve_order_ids(ClientOrderId next) = 0;
  // Waits until there is an event or the deadline, which may be now; hands out all that has arrived, oldest first.
  virtual std::vector<BrokerEvent> wait_events(UtcTime deadline) = 0;
};

class OrderPort {
 public:
  virtual ~OrderPort() = default;
  // Hands one order frame to the connection. The caller has made SENDING durable for approved.ticket().key; order_id is
  // above every id used before. An error says that not one byte of the frame was handed over; success does not say that
  // it arrived.
  virtual Result<void> place(const safety::Approved& approved, ClientOrderId order_id) = 0;
  // Hands one cancel frame to the connection; whether the order ended is said by events alone.
  virtual Result<void> cancel(ClientOrderId order_id) = 0;
};

}  // namespace bot::ports
