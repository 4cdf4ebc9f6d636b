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
#include "json/codec.hpp"
#include "ledger/account_events.hpp"
#include "ledger/halt_reason.hpp"
#include "ledger/run_events.hpp"
#include "orders/events.hpp"

namespace bot::ledger {

struct Halted {
  static constexpr std::string_view kKind = "halted";
  std::string id;  // what `bot resume --halt` names
  HaltReason reason = HaltReason::kOperator;
  std::string why;

  bool operator==(const Halted&) const = default;
  static constexpr auto fields() {
    return json::fields("id", &Halted::id, "code", &Halted::reason, "why", &Halted::why);
  }
};
struct Resumed {
  static constexpr std::string_view kKind = "resumed";
  std::string id;
  std::string by;

  bool operator==(const Resumed&) const = default;
  static constexpr auto fields() { return json::fields("id", &Resumed::id, "by", &Resumed::by); }
};

// Every order id up to this one may have been used, by an order or a what-if: durable before the frame leaves.
struct OrderIdsUsed {
  static constexpr std::string_view kKind = "order_ids_used";
  ClientOrderId through;

  bool operator==(const OrderIdsUsed&) const = default;
  static constexpr auto fields() { return json::fields("through", &OrderIdsUsed::through); }
};

// The broker knows orders of ours that this ledger lost. What the session planned and did not send may have been sent.
struct LedgerFoundBehind {
  static constexpr std::string_view kKind = "ledger_behind";
  Date session;
  ClientOrderId through;  // every order id up to it may have been used

  bool operator==(const LedgerFoundBehind&) const = default;
  static constexpr auto fields() {
    return json::fields("session", &LedgerFoundBehind::session, "through", &LedgerFoundBehind::through);
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
  static constexpr auto fields() {
    return json::fields("account", &Armed::account, "max_order", &Armed::max_order, "max_day", &Armed::max_day,
                        "not_before", &Armed::not_before, "expires", &Armed::expires, "config_sha256",
                        &Armed::config_sha256, "program_sha256", &Armed::program_sha256, "host", &Armed::host,
                        "without_dead_man", &Armed::without_dead_man, "with_expiry_unproven",
                        &Armed::with_expiry_unproven, "sentence", &Armed::sentence, "by", &Armed::by, "seal",
                        &Armed::seal);
  }
};
struct Disarmed {
  static constexpr std::string_view kKind = "disarmed";
  std::string why;

  bool operator==(const Disarmed&) const = default;
  static constexpr auto fields() { return json::fields("why", &Disarmed::why); }
};

// A start that was rejected before it became a run (halted, not armed): the watchdog must not call it missed.
struct StartRejected {
  static constexpr std::string_view kKind = "run_turned_away";
  Date session;
  Outcome outcome = Outcome::kRefused;
  std::string message;

  bool operator==(const StartRejected&) const = default;
  static constexpr auto fields() {
    return json::fields("session", &StartRejected::session, "outcome", &StartRejected::outcome, "message",
                        &StartRejected::message);
  }
};

// The watchdog looked at a session after its close. Once a session; what it found was reported.
struct SessionWatched {
  static constexpr std::string_view kKind = "session_watched";
  Date session;
  std::string verdict;  // stable: "ran", "missed", ... (monitor/watchdog.hpp)
  std::vector<std::string> findings;

  bool operator==(const SessionWatched&) const = default;
  static constexpr auto fields() {
    return json::fields("session", &SessionWatched::session, "verdict", &SessionWatched::verdict, "findings",
                        &SessionWatched::findings);
  }
};

// Everything before this row, folded: an opening begins here instead of at the first row. `state` is the LedgerState as
// text once this event has been applied, `sha256` its hash, which is the state's digest.
struct Checkpoint {
  static constexpr std::string_view kKind = "checkpoint";
  std::string sha256{};
  json::Raw state;

  bool operator==(const Checkpoint&) const = default;
  static constexpr auto fields() { return json::fields("sha256", &Checkpoint::sha256, "state", &Checkpoint::state); }
};

// A kind is found by its name, so the order here means nothing.
using EventBody =
    std::variant<RunStarted, StepRecorded, BarsRecorded, InputsRecorded, DecisionRecorded, PlanWritten, BuysSettled,
                 orders::OrderSending, orders::OrderEvidence, orders::CancelRequested, orders::FillBooked,
                 orders::CommissionBooked, orders::FillInferred, orders::OrderAbandoned, CashMovement,
                 PositionsAccepted, SymbolReleased, PermissionProven, PermissionRefused, FractionRefused, NavRecorded,
                 RunEnded, Halted, Resumed, Armed, Disarmed, InstrumentPinned, CashUpFront, StartRejected,
                 SessionWatched, Checkpoint, OrderIdsUsed, LedgerFoundBehind>;

struct LedgerEvent {
  UtcTime at{};
  RunId run{};  // empty: a person's command, outside a run
  EventBody body;
};

}  // namespace bot::ledger
