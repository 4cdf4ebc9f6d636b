// What the ledger's events add up to: a pure fold. Replaying the events from the disk gives the very state the run had
// in memory (one digest), so that nothing decided by a run depends on having lived through the day.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ledger/events.hpp"
#include "orders/order_record.hpp"
#include "schedule/schedule.hpp"

namespace bot::ledger {

// Shares bought by us and the first day they may be sold (docs/reliability.md 3.3).
struct BoughtLot {
  Symbol symbol;
  Quantity quantity;
  Date traded;
  Date settles;
  Date sellable_from;
  bool operator==(const BoughtLot&) const = default;
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
  bool turned_away = false;              // a start was turned away: halted, not armed
};

// Equity after a session's reconciliation, for returns. `deposits` came (or left) since the session before.
struct NavPoint {
  Date session;
  Money equity;
  Money deposits;
  bool unmeasured = false;  // positions were taken over in between: the change is no return
  bool operator==(const NavPoint&) const = default;
};

struct OpenRebalance {
  Date decided;
  std::map<Symbol, double> targets;
};

struct RecordedBars {
  std::uint64_t rows = 0;  // final ones
  std::string sha256;      // over those rows
};

struct LedgerState {
  std::uint64_t events = 0;
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
  bool nav_acknowledged = false;  // a person resumed since: its change is no reason to halt
  Money cash_since_nav;           // what our own fills and booked movements did since
  Money flows_since_nav;          // deposits less withdrawals, booked since
  std::map<Symbol, double> last_targets;
  std::optional<RunResult> last_run;  // newest RunEnded
  std::map<Symbol, RecordedBars> bars;
  std::optional<Armed> armed;
  std::map<Symbol, InstrumentPinned> pins;
  std::int64_t order_id_high_water = 0;
  std::optional<RunId> open_run;  // started and not ended: it was killed
  std::optional<Date> open_run_session;
  int proceeds_withheld = 0;  // runs in a row whose sells brought no AvailableFunds beyond settled cash
  std::optional<CashUpFront> cash_up_front;
  std::vector<NavPoint> navs;  // one a session, oldest first
  Money deposits_since_nav;    // of flows_since_nav what is no income: kIncomeAtMost of equity and more
  bool positions_taken_since_nav = false;
  std::optional<Date> watched_through;  // the watchdog looked at every session up to this one

  // Broker position the ledger can explain, without what only the configuration keeps.
  [[nodiscard]] Quantity explained(const Symbol& symbol) const;
  [[nodiscard]] Quantity managed_of(const Symbol& symbol) const;
  [[nodiscard]] Quantity kept_of(const Symbol& symbol) const;
  [[nodiscard]] std::optional<Money> expected_cash() const;
  [[nodiscard]] bool buys_with_settled_cash_only(Date day) const;
  // Proceeds of our sales that settle after `day`.
  [[nodiscard]] std::vector<SaleProceeds> unsettled_proceeds(Date day) const;
  [[nodiscard]] std::vector<const orders::OrderRecord*> orders_of(Date session) const;
  // Sent, not terminal.
  [[nodiscard]] std::vector<const orders::OrderRecord*> live_orders() const;
  [[nodiscard]] schedule::SlotHistory slot_history() const;
  // Newest first: sessions in a row, ended, with an unknown outcome or a refused order.
  [[nodiscard]] int bad_sessions_in_a_row() const;
};

// Cash that comes or goes without an order counts as income or fee below this share of equity (a dividend, interest),
// as a deposit or withdrawal from it on: the broker does not say which it was.
inline constexpr double kIncomeAtMost = 0.01;

void apply(LedgerState& state, const LedgerEvent& event);
// SHA-256 over all of it, in fixed order.
[[nodiscard]] std::string digest(const LedgerState& state);

}  // namespace bot::ledger
