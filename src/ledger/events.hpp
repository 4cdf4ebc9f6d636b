// What the ledger remembers, as a closed set of typed events. The events are the truth; everything else (open orders,
// managed positions, lots, the halt latch) is a pure fold over them (state.hpp). docs/formats/ledger.md says
// what each holds on disk.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "ledger/halt_reason.hpp"
#include "ledger/run_result.hpp"
#include "model/bar.hpp"
#include "model/order.hpp"
#include "model/symbol.hpp"
#include "orders/events.hpp"

namespace bot::ledger {

struct RunStarted {
  Mode mode = Mode::kPaper;
  AccountId account;
  bool scheduled = false;
  std::optional<Date> session;
  std::string version;  // of the program
};

// One step of the run that was passed, for whoever reads the record later.
struct StepRecorded {
  std::string step;
  std::string detail;
};

// The bars a decision was made from, so that it can be made again. Only what is new: the first `kept_rows` final rows
// are those of the series recorded before (whose hash is `previous_sha256`); `sha256` is over all final rows. Today's
// forming bar and its factor come beside them. Read back for the fold, `rows` is left out (codec.hpp).
struct BarsRecorded {
  Symbol symbol;
  std::uint64_t kept_rows = 0;
  std::uint64_t final_rows = 0;  // kept and new
  std::string previous_sha256;
  std::string sha256;
  std::optional<Bar> today;
  double factor = 1;
  std::vector<Bar> rows;  // new ones; written last, so that a reader may stop before them
};

struct InputsRecorded {
  std::string what;  // "snapshot", "quotes", "options"
  std::string json;
  std::string sha256;  // of json
};

struct DecisionRecorded {
  Date session;
  std::map<Symbol, double> targets;
  std::string json;        // scores, gates, correlations, weights in full precision
  std::string sha256;      // of json
  bool continued = false;  // a rebalance that was still open went on with the targets it had
};

struct Intent {
  OrderKey key;
  Symbol symbol;
  ConId con_id;
  std::string primary_exchange;
  Side side = Side::kBuy;
  Quantity quantity;  // the most this key may ever trade
  Price limit;        // as planned; a buy may be sent up to planned_mid x 1.005
  Price planned_mid;
  bool full_exit = false;
  std::string reason;
};

// Uses up the session. Nothing was sent before this is durable; nothing is added to it afterwards.
struct PlanWritten {
  Date session;
  int sequence = 1;
  std::map<Symbol, Quantity> baseline;  // P0, the broker's positions in managed symbols
  std::map<Symbol, double> targets;
  Date decided;  // session of the decision these targets come from
  Money managed_equity;
  std::vector<Intent> intents;  // sells first
  std::string sha256;           // of the plan in full, as kept under reports/plans
};

// The buys as they may be sent after the sells were proven: each at most its intent. Keys not named are abandoned.
struct BuysSettled {
  struct Buy {
    OrderKey key;
    Quantity quantity;
    Price limit;
  };
  Date session;
  std::vector<Buy> buys;
  Money settled_cash;
  Money budget;
  bool settled_only = true;              // all of today's buys are paid with settled cash
  std::map<Symbol, Date> sellable_from;  // first day the lot bought today may be sold
  // Whether AvailableFunds reached beyond settled cash after the sells; none: nothing was unsettled, or not told.
  std::optional<bool> proceeds_granted{};
};

// The broker takes settled cash only ("cash up front", 90 days after a violation of its rules): so it is planned.
struct CashUpFront {
  Date session;  // of what showed it
  Date until;    // last day it is remembered
  std::string why;
};

// Cash that came or went without an order of ours: deposit, withdrawal, dividend, interest, fee.
struct CashMovement {
  Money amount;
  Date session;
  std::string explanation;
};

enum class AcceptAs { kManaged, kKept };
[[nodiscard]] constexpr std::string_view name(AcceptAs as) { return as == AcceptAs::kManaged ? "managed" : "kept"; }
struct PositionsAccepted {
  struct Entry {
    Symbol symbol;
    Quantity broker_quantity;  // what the broker shows; from now on explained
    AcceptAs as = AcceptAs::kManaged;
  };
  std::vector<Entry> entries;
  std::string explanation;
  std::string by;
};
struct SymbolReleased {
  Symbol symbol;
  std::string by;
};

struct PermissionProven {
  Symbol symbol;
  std::string how;
};
struct PermissionRefused {
  Symbol symbol;
  int code = 0;
  std::string reason;
};
struct FractionRefused {
  Symbol symbol;
  Date until;  // last day the refusal is remembered
};

// What a symbol means to this account, from the first time it was met; another security under the same symbol is
// refused.
struct InstrumentPinned {
  Symbol symbol;
  ConId con_id;
  std::string primary_exchange;
};

struct NavRecorded {
  Date session;
  Money net_liquidation;
  Money cash;         // TotalCashValue as the broker tells it
  Money cash_anchor;  // what the next comparison starts from: cash, or the ledger's own sum while the broker's lags
  std::map<Symbol, Quantity> positions;  // managed symbols, as the broker shows them
};

struct RunEnded {
  RunResult result;
  bool on_target = false;  // positions inside the band of the targets
};

struct Halted {
  std::string id;  // what `bot resume --halt` names
  HaltReason reason = HaltReason::kOperator;
  std::string why;
};
struct Resumed {
  std::string id;
  std::string by;
};

// `bot arm`: live trading allowed within these caps until it expires, for this configuration, program and machine.
struct Armed {
  AccountId account;
  Money max_order;
  Money max_day;
  UtcTime not_before{};
  UtcTime expires{};
  std::string config_sha256;
  std::string program_sha256;
  std::string host;
  bool without_dead_man = false;      // accepted by typing it: nobody notices a day without a run
  bool with_expiry_unproven = false;  // accepted by typing it: the expiry of orders rests on documents
  std::string sentence;
  std::string by;
  std::string seal;  // HMAC-SHA256 over all of the above under this host's key (arming.hpp)
};
struct Disarmed {
  std::string why;
};

// A start that was turned away before it became a run (halted, not armed): the watchdog must not call it missed.
struct RunTurnedAway {
  Date session;
  Outcome outcome = Outcome::kRefused;
  std::string message;
};

// The watchdog looked at a session after its close. Once a session; what it found was told.
struct SessionWatched {
  Date session;
  std::string verdict;  // stable: "ran", "missed", ... (monitor/watchdog.hpp)
  std::vector<std::string> findings;
};

using EventBody = std::variant<RunStarted, StepRecorded, BarsRecorded, InputsRecorded, DecisionRecorded, PlanWritten,
                               BuysSettled, orders::OrderSending, orders::OrderEvidence, orders::CancelRequested,
                               orders::FillBooked, orders::CommissionBooked, orders::FillInferred,
                               orders::OrderAbandoned, CashMovement, PositionsAccepted, SymbolReleased,
                               PermissionProven, PermissionRefused, FractionRefused, NavRecorded, RunEnded, Halted,
                               Resumed, Armed, Disarmed, InstrumentPinned, CashUpFront, RunTurnedAway, SessionWatched>;

struct LedgerEvent {
  UtcTime at{};
  RunId run;  // empty: a person's command, outside a run
  EventBody body;
};

}  // namespace bot::ledger
