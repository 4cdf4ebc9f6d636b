// What the ledger remembers, as a closed set of typed events. The events are the truth; everything else (open orders,
// managed positions, lots, the halt latch) is a pure fold over them (state.hpp). docs/formats/ledger.md says what each
// holds on disk. Each names its kind and its fields beside itself; the codec walks those.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "ledger/account_events.hpp"
#include "ledger/halt_reason.hpp"
#include "ledger/run_events.hpp"
#include "ledger/verdict.hpp"
#include "orders/events.hpp"

namespace bot::ledger {

struct Halted {
  static constexpr std::string_view kKind = "halted";
  std::string id;  // what `bot resume --halt` names
  HaltReason reason = HaltReason::kOperator;
  std::string why;

  bool operator==(const Halted&) const = default;
  static void fields(auto& each) {
    each("id", &Halted::id);
    each("code", &Halted::reason);
    each("why", &Halted::why);
  }
};
struct Resumed {
  static constexpr std::string_view kKind = "resumed";
  std::string id;
  std::string by;

  bool operator==(const Resumed&) const = default;
  static void fields(auto& each) {
    each("id", &Resumed::id);
    each("by", &Resumed::by);
  }
};

// Every order id up to this one may have been used, by an order or a what-if: durable before the frame leaves.
struct OrderIdsUsed {
  static constexpr std::string_view kKind = "order_ids_used";
  ClientOrderId through;

  bool operator==(const OrderIdsUsed&) const = default;
  static void fields(auto& each) { each("through", &OrderIdsUsed::through); }
};

// The broker knows orders of ours that this ledger lost. What the session planned and did not send may have been sent.
struct LedgerFoundBehind {
  static constexpr std::string_view kKind = "ledger_behind";
  Date session;
  ClientOrderId through;  // every order id up to it may have been used

  bool operator==(const LedgerFoundBehind&) const = default;
  static void fields(auto& each) {
    each("session", &LedgerFoundBehind::session);
    each("through", &LedgerFoundBehind::through);
  }
};

// `bot arm`: live trading allowed within these caps until it expires, for this configuration, program and machine.
struct Armed {
  static constexpr std::string_view kKind = "armed";
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

  bool operator==(const Armed&) const = default;
  static void fields(auto& each) {
    each("account", &Armed::account);
    each("max_order", &Armed::max_order);
    each("max_day", &Armed::max_day);
    each("not_before", &Armed::not_before);
    each("expires", &Armed::expires);
    each("config_sha256", &Armed::config_sha256);
    each("program_sha256", &Armed::program_sha256);
    each("host", &Armed::host);
    each("without_dead_man", &Armed::without_dead_man);
    each("with_expiry_unproven", &Armed::with_expiry_unproven);
    each("sentence", &Armed::sentence);
    each("by", &Armed::by);
    each("seal", &Armed::seal);
  }
};
struct Disarmed {
  static constexpr std::string_view kKind = "disarmed";
  std::string why;

  bool operator==(const Disarmed&) const = default;
  static void fields(auto& each) { each("why", &Disarmed::why); }
};

// A start that was rejected before it became a run (halted, not armed): the watchdog must not call it missed.
struct StartRejected {
  static constexpr std::string_view kKind = "run_turned_away";
  Date session;
  Outcome outcome = Outcome::kRefused;
  std::string message;

  bool operator==(const StartRejected&) const = default;
  static void fields(auto& each) {
    each("session", &StartRejected::session);
    each("outcome", &StartRejected::outcome);
    each("message", &StartRejected::message);
  }
};

// The watchdog looked at a session after its close. Once a session; what it found was reported.
struct SessionWatched {
  static constexpr std::string_view kKind = "session_watched";
  Date session;
  Verdict verdict = Verdict::kMissed;
  std::vector<std::string> findings;

  bool operator==(const SessionWatched&) const = default;
  static void fields(auto& each) {
    each("session", &SessionWatched::session);
    each("verdict", &SessionWatched::verdict);
    each("findings", &SessionWatched::findings);
  }
};

// Everything before this row, folded: an opening begins here instead of at the first row. `state` is the LedgerState as
// text once this event has been applied, `sha256` its hash, which is the state's digest.
struct Checkpoint {
  static constexpr std::string_view kKind = "checkpoint";
  std::string sha256{};
  json::Raw state;
  int rules = 1;  // of the program that added the rows up: kFoldRules

  bool operator==(const Checkpoint&) const = default;
  static void fields(auto& each) {
    each("sha256", &Checkpoint::sha256);
    each("state", &Checkpoint::state);
    each(json::Added{"rules"}, &Checkpoint::rules);
  }
};

// A kind is found by its name, so the order here means nothing.
using AnyEvent =
    std::variant<RunStarted, StepRecorded, BarsRecorded, InputsRecorded, DecisionRecorded, PlanWritten, BuysSettled,
                 orders::OrderSending, orders::OrderEvidence, orders::CancelRequested, orders::FillBooked,
                 orders::CommissionBooked, orders::FillInferred, orders::OrderAbandoned, CashMovement,
                 PositionsAccepted, SymbolReleased, PermissionProven, PermissionRefused, FractionRefused, NavRecorded,
                 RunEnded, Halted, Resumed, Armed, Disarmed, InstrumentPinned, CashUpFront, StartRejected,
                 SessionWatched, Checkpoint, OrderIdsUsed, LedgerFoundBehind>;

// The variant itself, whose copying and moving is compiled in events.cpp and not wherever an event is handed on.
struct EventBody : AnyEvent {
  using AnyEvent::AnyEvent;
  EventBody();
  EventBody(const EventBody&);
  EventBody(EventBody&&) noexcept;
  EventBody& operator=(const EventBody&);
  EventBody& operator=(EventBody&&) noexcept;
  ~EventBody();
};

struct LedgerEvent {
  UtcTime at{};
  RunId run{};  // empty: a person's command, outside a run
  EventBody body;
};

}  // namespace bot::ledger
