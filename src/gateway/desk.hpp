// The broker behind the gateway: takes orders, matches them against the market's path, books fills into the account,
// and says what a TWS would say. A state machine on time: every order has the instant of its next step, and advance()
// takes all steps up to an instant in order, so that catching up after a stop and living are the same code.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/account.hpp"
#include "gateway/contracts.hpp"
#include "gateway/faults.hpp"
#include "gateway/gateway.hpp"
#include "gateway/market.hpp"
#include "gateway/options.hpp"
#include "wire/order.hpp"
#include "wire/responses.hpp"

namespace bot::gateway {

enum class Phase {
  kReceived,      // next: acknowledged
  kAcknowledged,  // next: routed, and filled if marketable
  kWaiting,       // for the open
  kWorking,       // rests until the path reaches it
  kFilling,       // marketable, the fill is under way
  kCancelling,    // next: cancelled
  kSilent,        // a fault keeps it quiet for ever, or the client did not transmit it
  kDone,
};

struct DeskOrder {
  std::int64_t client_id = 0;
  std::int64_t order_id = 0;
  std::int64_t perm_id = 0;
  std::int64_t number = 0;  // of all orders since the gateway's start, for faults
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity;
  Quantity filled;
  Money value;                 // of what was filled
  Money commission;            // so far
  std::optional<Price> limit;  // absent: MKT
  std::optional<UtcTime> expires;
  bool immediate = false;  // IOC
  bool rested = false;     // was once seen not marketable: then it fills at its limit
  wire::Order placed;      // as the client sent it
  Phase phase = Phase::kReceived;
  std::string status = "PreSubmitted";
  UtcTime due{};  // of the next step; expiry apart
  double last_price = 0;
  int fills = 0;
  std::string completed_status;
  UtcTime completed{};
  std::vector<double> fault_shares;  // of OrderFaultKind::kPartial, what is left of them
  bool fault_partial = false;
  std::optional<UtcTime> fault_cancel;

  [[nodiscard]] Quantity remaining() const { return quantity - filled; }
  [[nodiscard]] bool is_done() const { return phase == Phase::kDone; }
  [[nodiscard]] double average_price() const {
    return filled > Quantity{} ? value.to_double() / filled.to_double() : 0;
  }
};

struct FillRecord {
  std::string exec_id;
  std::int64_t client_id = 0, order_id = 0, perm_id = 0;
  std::string order_ref;
  Symbol symbol;
  Side side = Side::kBuy;
  Quantity quantity, cumulative;
  Price price;
  double average_price = 0;
  UtcTime time{};
  Money commission;
  std::optional<Money> realized;
  bool added_liquidity = false;
};

// A message for one client id, or for everybody.
struct Outgoing {
  static constexpr std::int64_t kEverybody = -1;
  std::int64_t client_id = kEverybody;
  wire::Response response;
};

class Desk {
 public:
  struct Parts {
    Market& market;
    Contracts& contracts;
    Account& account;
    const Options& options;
    const Faults& faults;
  };
  Desk(Parts parts, UtcTime now);

  void place(std::int64_t client_id, const wire::PlaceOrder& request, UtcTime now);
  void cancel(std::int64_t client_id, std::int64_t order_id, UtcTime now);
  void cancel_all(UtcTime now);
  // All that happens up to and including `to`: steps of orders, midnights with settlement and corporate actions.
  void advance(UtcTime to);
  [[nodiscard]] UtcTime next_due() const;
  // Orders that reach IBKR only when the link is back (1100); nothing: the link is up.
  void set_link_back(std::optional<UtcTime> back) { link_back_ = back; }
  void reset_order_ids() { last_order_id_.clear(); }

  [[nodiscard]] std::vector<Outgoing> take_outgoing() { return std::exchange(outgoing_, {}); }
  // Since the last call: something worth keeping happened; positions or cash changed.
  [[nodiscard]] bool take_dirty() { return std::exchange(dirty_, false); }
  [[nodiscard]] std::vector<Symbol> take_moved() { return std::exchange(moved_, {}); }

  [[nodiscard]] std::int64_t next_order_id(std::int64_t client_id) const;
  [[nodiscard]] const std::vector<DeskOrder>& orders() const { return orders_; }  // alive, and finished today
  [[nodiscard]] const std::vector<FillRecord>& fills() const { return fills_; }   // of the day
  [[nodiscard]] const std::vector<Execution>& all_fills() const { return all_fills_; }
  [[nodiscard]] const std::vector<Truth::OrderFrame>& frames() const { return frames_; }
  [[nodiscard]] Date day() const { return day_; }

  // TotalCashValue, or settled cash where the account does not grant unsettled proceeds.
  [[nodiscard]] Money available_funds() const;
  [[nodiscard]] Money net_liquidation(UtcTime at) const;

  // As a TWS says it.
  [[nodiscard]] wire::OpenOrderData open_order(const DeskOrder& order) const;
  [[nodiscard]] wire::OrderStatus order_status(const DeskOrder& order) const;
  [[nodiscard]] wire::CompletedOrderData completed_order(const DeskOrder& order) const;
  [[nodiscard]] wire::ExecutionData execution(const FillRecord& fill, std::int64_t req_id) const;
  [[nodiscard]] static wire::CommissionReport commission_report(const FillRecord& fill);

  struct Saved {
    Date day;
    UtcTime at{};
    std::int64_t last_perm_id = 0;
    std::map<std::int64_t, std::int64_t> last_order_id;
    std::vector<DeskOrder> orders;
    std::vector<FillRecord> fills;
  };
  [[nodiscard]] Saved saved(UtcTime at) const;
  // Takes over what was saved; advance() then catches up.
  void restore(Saved saved);

 private:
  struct Refusal {
    int code = 0;
    std::string text;
  };
  struct Report {  // what follows a fill a moment later
    UtcTime due{};
    std::int64_t perm_id = 0;
    std::string exec_id;
  };

  [[nodiscard]] std::optional<Refusal> check(const DeskOrder& order, const wire::Order& placed, UtcTime now) const;
  [[nodiscard]] std::optional<Refusal> check_form(const DeskOrder& order, const wire::Order& placed) const;
  [[nodiscard]] std::optional<Refusal> check_means(const DeskOrder& order, UtcTime now) const;
  [[nodiscard]] std::optional<Refusal> set_expiry(DeskOrder& order, UtcTime now) const;
  [[nodiscard]] Money cost_of(const DeskOrder& order, UtcTime now) const;
  [[nodiscard]] const OrderFault* fault(const DeskOrder& order, OrderFaultKind kind) const;
  void modify(DeskOrder& order, const wire::PlaceOrder& request, UtcTime now);
  void answer_what_if(const DeskOrder& order, UtcTime now);
  void begin_day(Date day);
  void apply_action(const Symbol& symbol, const Action& action);
  void step(DeskOrder& order, UtcTime at);
  void acknowledge(DeskOrder& order, UtcTime at);
  void route(DeskOrder& order, UtcTime at);
  void fill(DeskOrder& order, UtcTime at);
  void finish(DeskOrder& order, std::string status, std::string completed_status, UtcTime at);
  void report(const Report& report);
  [[nodiscard]] double fill_price(const DeskOrder& order, const BidAsk& quote) const;
  [[nodiscard]] DeskOrder* alive(std::int64_t client_id, std::int64_t order_id);
  void say(const DeskOrder& order, wire::Response response);
  void say_state(const DeskOrder& order);  // OPEN_ORDER and ORDER_STATUS
  void refuse(std::int64_t client_id, std::int64_t order_id, const Refusal& refusal, UtcTime now);

  Parts parts_;
  Date day_;
  std::vector<DeskOrder> orders_;
  std::vector<FillRecord> fills_;
  std::vector<Report> reports_;
  std::vector<Execution> all_fills_;
  std::vector<Truth::OrderFrame> frames_;
  std::vector<Outgoing> outgoing_;
  std::vector<Symbol> moved_;
  std::map<std::int64_t, std::int64_t> last_order_id_;
  std::int64_t last_perm_id_ = 1'000'000'000;
  std::int64_t orders_seen_ = 0;
  std::optional<UtcTime> link_back_;
  bool dirty_ = false;
};

}  // namespace bot::gateway
