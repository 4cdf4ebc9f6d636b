// A broker in memory that behaves: a market, a cash account that settles T+1, orders that are acknowledged, filled,
// cancelled and expire on a virtual clock. It is the world: it lives on when the program crashes. Fault switches make
// it lie, keep silent or hang up.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "calendar/calendar.hpp"
#include "fakes/memory_files.hpp"
#include "fakes/memory_ports.hpp"
#include "ports/bar_source.hpp"
#include "ports/broker.hpp"
#include "support/virtual_loop.hpp"

namespace bot::test {

// The power goes out. Only tests throw and catch it.
struct PowerCut {};

enum class OrderFault {
  kNone,
  kSilent,         // taken and filled, but no message comes by itself; the queries know
  kInvisible,      // taken and filled, and neither messages nor queries show it; positions do
  kLost,           // never arrived
  kHeld,           // kept in a dialog, released after `hold`
  kReject,         // 201 and Inactive
  kMessageOnly,    // 110, no status ever, no order
  kSpuriousError,  // 10349 beside an order that lives and fills
  kPartial,        // half is filled, the rest works
  kNeverFills,
  kDisconnectAfter,  // taken and filled, the connection breaks before any word
  kOverfill,
  kUnreadable,    // taken and filled, and a message about it cannot be read
  kDeafToCancel,  // works, never fills, and a cancel is not heard
  kSaysFilled,    // works and never fills, but a status calls it filled
  kBeyondLimit,   // filled at a tenth worse than the market
};

struct Faults {
  std::map<Symbol, OrderFault> orders;
  Duration hold = std::chrono::hours{20};
  bool executions_empty = false;  // the answer is good and false
  bool executions_fail = false;
  bool open_orders_fail = false;
  bool positions_stale = false;  // as of when this was set
  bool no_time = false;          // reqCurrentTime is not answered
  Duration clock_ahead{0};       // its clock before ours
  int connect_failures = 0;
  ErrorCode connect_error = ErrorCode::kRefused;
  bool repeat_messages = false;            // everything is reported three times, latest first
  bool no_execution_messages = false;      // fills are reported by status only
  std::map<Symbol, int> what_if_refusals;  // code
  std::string what_if_words = "no trading permission: no key information document";
  std::map<std::string, int> holes;       // by what is asked ("positions"): so many answers cannot be read
  int nan_equity = 0;                     // so many times net liquidation is "NaN"
  std::optional<MarketDataType> granted;  // in place of what was asked for
  int rejection_code = 201;               // of kReject
  std::set<Symbol> what_ifs_unanswered;
  std::set<Symbol> bars_unanswered;
  std::set<Symbol> bars_later;    // the data farm is down: refused at once, for the time being
  std::set<Symbol> bars_garbled;  // cannot be read, once each
  std::set<Symbol> bars_refused;  // "no data", once each
  std::map<Symbol, int> contracts_refused, quotes_refused;  // so many times
  bool takes_fractions = false;
  std::set<Symbol> no_money_for;  // what-ifs to buy these are refused for want of money
  Duration one_sided_takes{0};    // so long takes an answer with a quote that lacks a bid
  bool mute = false;              // the account, its orders and its executions are not answered about
  int hang_ups_at_bars = 0;       // the connection is lost at the next so many questions for bars
  bool next_id_rolls_back = false;
};

struct Frame {
  OrderTicket ticket;
  ClientOrderId order_id;
  UtcTime at{};
  bool sells_live = false;  // a sell of ours was still working
  bool durable = false;     // the ledger on the disk said SENDING of this key
  bool kill_file = false;
};

struct MarketLine {
  Instrument instrument;
  std::vector<Bar> bars;  // every session, later ones too; only what the clock allows is shown
  Price mid;
  std::optional<Price> shown;  // what quotes show in place of the mid that everything is valued at
  bool quoted = true;
  bool has_bid = true;
  bool has_high = true;
};

class FakeBroker final : public ports::BrokerReader, public ports::OrderPort, public ports::BarSource {
 public:
  FakeBroker(VirtualLoop& loop, const calendar::Calendar& calendar, AccountId account);

  // the world
  void list(const std::string& symbol, double mid, int sessions_back = 200);
  void set_position(const std::string& symbol, int shares);
  [[nodiscard]] Quantity shares(const std::string& symbol) const;
  [[nodiscard]] Money net_liquidation() const;
  Money cash = Money::from_whole(10'000);
  std::map<Symbol, Quantity> held;
  std::map<Symbol, MarketLine> market;
  Faults faults;
  std::vector<Frame> frames;
  std::vector<ClientOrderId> what_if_ids;
  std::map<Symbol, int> bars_asked;                      // questions
  std::function<void(const std::string& what)> on_step;  // before every call; may throw PowerCut
  std::function<bool(const OrderKey&)> is_durable;
  std::function<bool()> kill_file;
  std::vector<OpenOrder> foreign_orders;
  std::vector<Position> others;        // positions of contracts that are not listed
  Money others_value;                  // their part of NetLiquidation
  AccountValues more_values;           // of the account, beside or in place of what it reports by itself
  std::set<std::string> unreported{};  // tags under USD that it does not report
  std::vector<AccountId> accounts;
  std::string trading_type = "STKCASH";
  bool reports_cash = true;           // gives TotalCashValue
  std::string trading_type_currency;  // TWS puts it under none or under USD
  bool asks_as_another = false;       // the questions' client id is not the orders'
  bool grants = true;                 // AvailableFunds includes unsettled proceeds
  std::string refusal_text = "order rejected";
  void go_stale();       // positions from now on are those of this moment
  void forget_client();  // the program died: connection and messages are gone
  void hang_up();        // the connection breaks, what was on its way is gone
  void expire_orders();
  // An execution's correction: same id but for the last part.
  void correct_last_fill(const std::string& symbol, int quantity);

  Result<ports::BrokerSession> connect(UtcTime deadline) override;
  void disconnect() override { forget_client(); }
  [[nodiscard]] bool connected() const override { return connected_; }
  [[nodiscard]] bool link_ok() const override { return connected_; }
  Result<UtcTime> server_time(UtcTime deadline) override;
  Result<AccountValues> account_values(const AccountId& account, UtcTime deadline) override;
  Result<std::vector<Position>> positions(UtcTime deadline) override;
  Result<std::vector<OpenOrder>> open_orders(UtcTime deadline) override;
  Result<std::vector<CompletedOrder>> completed_orders(UtcTime deadline) override;
  Result<std::vector<Execution>> executions(UtcTime deadline) override;
  std::vector<Result<Instrument>> instruments(const std::vector<Symbol>& symbols, UtcTime deadline) override;
  std::vector<Result<Quote>> quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                    UtcTime deadline) override;
  std::vector<Result<ports::WhatIf>> what_ifs(const std::vector<OrderTicket>& tickets, UtcTime deadline) override;
  [[nodiscard]] ClientOrderId next_order_id() const override { return ClientOrderId{next_id_}; }
  void reserve_order_ids(ClientOrderId next) override { next_id_ = std::max(next_id_, next.value()); }
  std::vector<ports::BrokerEvent> wait_events(UtcTime deadline) override;
  Result<void> place(const safety::Approved& approved, ClientOrderId order_id) override;
  Result<void> cancel(ClientOrderId order_id) override;
  [[nodiscard]] std::string name() const override { return "fake"; }
  [[nodiscard]] SourceIdentity identity() const override { return {.kind = SourceKind::kBroker}; }
  [[nodiscard]] bool has_adjusted() const override { return true; }
  std::vector<Result<std::vector<Bar>>> daily_bars(const std::vector<ports::BarRequest>& requests, UtcTime deadline,
                                                   const std::function<void(std::size_t)>& progress) override;

 private:
  tl::unexpected<Error> unanswered(UtcTime deadline);
  Result<Instrument> describe(const Symbol& symbol);
  Result<ports::WhatIf> judge(const OrderTicket& ticket);

  struct Order {
    OrderTicket ticket;
    ClientOrderId order_id;
    PermId perm_id;
    Quantity filled;
    BrokerOrderStatus status = BrokerOrderStatus::kPreSubmitted;
    OrderFault fault = OrderFault::kNone;
    std::string reason;
    bool visible = true;
    UtcTime placed{};
    [[nodiscard]] bool live() const {
      return status == BrokerOrderStatus::kPreSubmitted || status == BrokerOrderStatus::kSubmitted;
    }
  };
  void step(const std::string& what);
  void take_order(std::size_t index);
  void fill(std::size_t index, Quantity quantity);
  void finish(std::size_t index, BrokerOrderStatus status, const std::string& reason);
  void emit(ports::BrokerEvent event);
  void tell_order(const Order& order);
  [[nodiscard]] OpenOrder open_order(const Order& order) const;
  [[nodiscard]] Date today() const;

  VirtualLoop& loop_;
  const calendar::Calendar& calendar_;
  AccountId account_;
  bool connected_ = false;
  std::vector<ports::BrokerEvent> events_;
  std::vector<Order> orders_;
  std::vector<Execution> executions_;
  std::map<Date, Money> unsettled_;
  std::vector<Position> stale_positions_;
  std::int64_t next_id_ = 1;
  std::int64_t next_perm_ = 1'000'001;
  std::int64_t next_exec_ = 1;
};

using Disk = fakes::EventDisk;
using fakes::MemoryFiles;
using fakes::MemoryLedger;
using fakes::MemoryLog;
using fakes::MemoryNotifier;
using fakes::MemoryStore;

}  // namespace bot::test
