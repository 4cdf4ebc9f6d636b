// What the ledger's events add up to: a pure fold. Replaying the events from the disk gives the very state the run had
// in memory (one digest), so that nothing decided by a run depends on having lived through the day.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/events.hpp"
#include "model/slot_history.hpp"
#include "orders/order_record.hpp"

namespace bot::ledger {

// Shares bought by us and the first day they may be sold (docs/reliability.md 3.3).
struct BoughtLot {
  Symbol symbol;
  Quantity quantity;
  Date traded;
  Date settles;
  Date sellable_from;
  bool operator==(const BoughtLot&) const = default;

  static void fields(auto& each) {
    each("symbol", &BoughtLot::symbol);
    each("quantity", &BoughtLot::quantity);
    each("traded", &BoughtLot::traded);
    each("settles", &BoughtLot::settles);
    each("sellable_from", &BoughtLot::sellable_from);
  }
};

struct SaleProceeds {
  OrderKey key;
  Symbol symbol;
  Money net;  // of commission; where that is not known yet, of a cautious estimate
  Date settles;
};

struct HaltLatch {
  std::string id;
  HaltReason reason = HaltReason::kOperator;
  std::string why;
  UtcTime at{};

  bool operator==(const HaltLatch&) const = default;
  static void fields(auto& each) {
    each("id", &HaltLatch::id);
    each("code", &HaltLatch::reason);
    each("why", &HaltLatch::why);
    each("at", &HaltLatch::at);
  }
};

struct SessionRecord {
  RunId planned_by;  // empty: not used up
  int sequence = 0;
  std::map<Symbol, Quantity> baseline;  // P0 of the plan
  std::map<Symbol, double> targets;
  Money managed_equity;
  int orders_sent = 0;
  Money notional_sent;                   // quantity x limit, both sides
  bool buys_settled = false;             // the buys were cut to what the cash rule allows
  std::map<Symbol, Date> sellable_from;  // of what is bought in this session
  bool rejected = false;                 // an order of ours was refused
  bool unknown = false;                  // a run ended without knowing what became of an order
  bool ended = false;                    // a run of this session came to an end
  bool start_rejected = false;           // a start was rejected: halted, not armed
  bool keys_spent = false;               // the ledger was found behind the broker: none of its keys is made again

  bool operator==(const SessionRecord&) const = default;
  static void fields(auto& each) {
    each("planned_by", &SessionRecord::planned_by);
    each("sequence", &SessionRecord::sequence);
    each("baseline", &SessionRecord::baseline);
    each("targets", &SessionRecord::targets);
    each("managed_equity", &SessionRecord::managed_equity);
    each("orders_sent", &SessionRecord::orders_sent);
    each("notional_sent", &SessionRecord::notional_sent);
    each("buys_settled", &SessionRecord::buys_settled);
    each("sellable_from", &SessionRecord::sellable_from);
    each("rejected", &SessionRecord::rejected);
    each("unknown", &SessionRecord::unknown);
    each("ended", &SessionRecord::ended);
    each("turned_away", &SessionRecord::start_rejected);
    each(json::Added{"keys_spent"}, &SessionRecord::keys_spent);
  }
};

// Equity after a session's reconciliation, for returns. `deposits` came (or left) since the session before.
struct NavPoint {
  Date session;
  Money equity{};
  Money deposits{};
  bool unmeasured = false;  // positions were taken over in between: the change is no return
  bool operator==(const NavPoint&) const = default;

  static void fields(auto& each) {
    each("session", &NavPoint::session);
    each("equity", &NavPoint::equity);
    each("deposits", &NavPoint::deposits);
    each("unmeasured", &NavPoint::unmeasured);
  }
};

struct OpenRebalance {
  Date decided;
  std::map<Symbol, double> targets;

  bool operator==(const OpenRebalance&) const = default;
  static void fields(auto& each) {
    each("decided", &OpenRebalance::decided);
    each("targets", &OpenRebalance::targets);
  }
};

struct RecordedBars {
  std::uint64_t rows = 0;  // final ones
  std::string sha256;      // over those rows

  bool operator==(const RecordedBars&) const = default;
  static void fields(auto& each) {
    each("rows", &RecordedBars::rows);
    each("sha256", &RecordedBars::sha256);
  }
};

struct LedgerState {
  std::uint64_t events = 0;
  std::uint64_t checkpointed = 0;  // `events` when the last checkpoint was taken
  std::optional<Date> kept_from;   // sessions before it are history (checkpoint.hpp)
  std::optional<UtcTime> first_event_at;
  std::map<OrderKey, orders::OrderRecord> orders;
  std::map<Symbol, Quantity> managed;    // shares this ledger made or took over
  std::map<Symbol, Quantity> kept;       // shares named as the owner's own
  std::vector<BoughtLot> lots;           // oldest first
  std::map<Symbol, std::string> proven;  // may be bought by this account, and how that is known
  std::map<Symbol, Date> fraction_refused_until;
  std::optional<HaltLatch> halt;
  std::optional<UtcTime> resumed_at;  // a person looked at what halted us
  std::map<Date, SessionRecord> sessions;
  std::optional<OpenRebalance> rebalance;  // open until positions are inside the band
  std::optional<Date> last_decided;        // session of the last decision
  std::optional<NavRecorded> last_nav;
  bool nav_acknowledged = false;                // a person resumed since: its change is no reason to halt
  Money cash_since_nav;                         // what our own fills and booked movements did since
  std::map<Symbol, Quantity> bought_since_nav;  // by our own fills; negative: sold
  Money flows_since_nav;                        // deposits less withdrawals, booked since
  std::map<Symbol, double> last_targets;
  std::optional<RunResult> last_run;  // newest RunEnded
  std::map<Symbol, RecordedBars> bars;
  std::optional<Armed> armed;
  std::map<Symbol, InstrumentPinned> pins;
  std::int64_t order_id_high_water = 0;
  bool order_ids_known = false;   // of what-ifs too: the gateway's next id can be judged by them
  std::optional<RunId> open_run;  // started and not ended: it was killed
  std::optional<Date> open_run_session;
  int proceeds_withheld = 0;  // runs in a row whose sells brought no AvailableFunds beyond settled cash
  std::optional<CashUpFront> cash_up_front;
  std::vector<NavPoint> navs;  // one a session, oldest first
  Money deposits_since_nav;    // of flows_since_nav what is no income: kMaxIncomeShare of equity and more
  bool positions_taken_since_nav = false;
  std::optional<Date> watched_through;  // the watchdog looked at every session up to this one

  [[nodiscard]] Quantity managed_shares(const Symbol& symbol) const;
  [[nodiscard]] Quantity kept_shares(const Symbol& symbol) const;
  [[nodiscard]] std::optional<Money> expected_cash() const;
  [[nodiscard]] bool buys_with_settled_cash_only(Date day) const;
  // Proceeds of our sales that settle after `day`.
  [[nodiscard]] std::vector<SaleProceeds> unsettled_proceeds(Date day) const;
  [[nodiscard]] std::vector<const orders::OrderRecord*> orders_of(Date session) const;
  // Sent, not terminal.
  [[nodiscard]] std::vector<const orders::OrderRecord*> live_orders() const;
  [[nodiscard]] SlotHistory slot_history() const;
  // The newest session that a written plan used up.
  [[nodiscard]] std::optional<Date> used_up() const;
  // Newest first: sessions in a row, ended, with an unknown outcome or a refused order.
  [[nodiscard]] int bad_sessions_in_a_row() const;

  bool operator==(const LedgerState&) const = default;
  static void fields(auto& each) {
    each("events", &LedgerState::events);
    each("checkpointed", &LedgerState::checkpointed);
    each("kept_from", &LedgerState::kept_from);
    each("first_event_at", &LedgerState::first_event_at);
    each("orders", &LedgerState::orders);
    each("managed", &LedgerState::managed);
    each("kept", &LedgerState::kept);
    each("lots", &LedgerState::lots);
    each("proven", &LedgerState::proven);
    each("fraction_refused_until", &LedgerState::fraction_refused_until);
    each("halt", &LedgerState::halt);
    each("resumed_at", &LedgerState::resumed_at);
    each("sessions", &LedgerState::sessions);
    each("rebalance", &LedgerState::rebalance);
    each("last_decided", &LedgerState::last_decided);
    each("last_nav", &LedgerState::last_nav);
    each("nav_acknowledged", &LedgerState::nav_acknowledged);
    each("cash_since_nav", &LedgerState::cash_since_nav);
    each("flows_since_nav", &LedgerState::flows_since_nav);
    each("last_targets", &LedgerState::last_targets);
    each("last_run", &LedgerState::last_run);
    each("bars", &LedgerState::bars);
    each("armed", &LedgerState::armed);
    each("pins", &LedgerState::pins);
    each("order_id_high_water", &LedgerState::order_id_high_water);
    each("open_run", &LedgerState::open_run);
    each("open_run_session", &LedgerState::open_run_session);
    each("proceeds_withheld", &LedgerState::proceeds_withheld);
    each("cash_up_front", &LedgerState::cash_up_front);
    each("navs", &LedgerState::navs);
    each("deposits_since_nav", &LedgerState::deposits_since_nav);
    each("positions_taken_since_nav", &LedgerState::positions_taken_since_nav);
    each("watched_through", &LedgerState::watched_through);
    each(json::Added{"order_ids_known"}, &LedgerState::order_ids_known);
    each(json::Added{"bought_since_nav"}, &LedgerState::bought_since_nav);
  }
};

// Cash that comes or goes without an order counts as income or fee below this share of equity (a dividend, interest),
// as a deposit or withdrawal from it on: the broker does not say which it was.
inline constexpr double kMaxIncomeShare = 0.01;

void apply(LedgerState& state, const LedgerEvent& event);
// SHA-256 over all of it, in fixed order.
[[nodiscard]] std::string digest(const LedgerState& state);

}  // namespace bot::ledger
