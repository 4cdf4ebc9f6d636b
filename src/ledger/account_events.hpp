// What becomes known of the account beside our own orders: cash, positions, permissions, contracts, its value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.hpp"
#include "base/fixed.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "json/fields.hpp"
#include "model/symbol.hpp"

namespace bot::ledger {

// The broker takes settled cash only ("cash up front", 90 days after a violation of its rules): so it is planned.
struct CashUpFront {
  static constexpr std::string_view kKind = "cash_up_front";
  Date session;  // of what showed it
  Date until;    // last day it is remembered
  std::string why;

  bool operator==(const CashUpFront&) const = default;
  static constexpr auto fields() {
    return json::fields("session", &CashUpFront::session, "until", &CashUpFront::until, "why", &CashUpFront::why);
  }
};

// Cash that came or went without an order of ours: deposit, withdrawal, dividend, interest, fee.
struct CashMovement {
  static constexpr std::string_view kKind = "cash_movement";
  Money amount;
  Date session;
  std::string explanation;
  bool is_owners_trade = false;  // paid for or came from something of the owner's: nothing left the account

  bool operator==(const CashMovement&) const = default;
  static constexpr auto fields() {
    return json::fields("amount", &CashMovement::amount, "session", &CashMovement::session, "explanation",
                        &CashMovement::explanation, json::Added{"is_owners_trade"}, &CashMovement::is_owners_trade);
  }
};

enum class AcceptAs { kManaged, kKept };
[[nodiscard]] constexpr std::string_view name(AcceptAs as) { return as == AcceptAs::kManaged ? "managed" : "kept"; }
struct PositionsAccepted {
  static constexpr std::string_view kKind = "positions_accepted";
  struct Entry {
    Symbol symbol;
    Quantity broker_quantity{};  // what the broker shows; from now on explained
    AcceptAs as = AcceptAs::kManaged;
    Quantity configured_keep{};  // shares that the configuration keeps for the owner

    bool operator==(const Entry&) const = default;
    static constexpr auto fields() {
      return json::fields("symbol", &Entry::symbol, "broker_quantity", &Entry::broker_quantity, "as", &Entry::as,
                          json::Added{"configured_keep"}, &Entry::configured_keep);
    }
  };
  std::vector<Entry> entries{};
  std::string explanation;
  std::string by;

  bool operator==(const PositionsAccepted&) const = default;
  static constexpr auto fields() {
    return json::fields("entries", &PositionsAccepted::entries, "explanation", &PositionsAccepted::explanation, "by",
                        &PositionsAccepted::by);
  }
};
struct SymbolReleased {
  static constexpr std::string_view kKind = "symbol_released";
  Symbol symbol;
  std::string by;
  Quantity configured_keep{};  // shares that the configuration keeps beside it

  bool operator==(const SymbolReleased&) const = default;
  static constexpr auto fields() {
    return json::fields("symbol", &SymbolReleased::symbol, "by", &SymbolReleased::by, json::Added{"configured_keep"},
                        &SymbolReleased::configured_keep);
  }
};

struct PermissionProven {
  static constexpr std::string_view kKind = "permission_proven";
  Symbol symbol;
  std::string how;

  bool operator==(const PermissionProven&) const = default;
  static constexpr auto fields() {
    return json::fields("symbol", &PermissionProven::symbol, "how", &PermissionProven::how);
  }
};
struct PermissionRefused {
  static constexpr std::string_view kKind = "permission_refused";
  Symbol symbol;
  int code = 0;
  std::string reason;

  bool operator==(const PermissionRefused&) const = default;
  static constexpr auto fields() {
    return json::fields("symbol", &PermissionRefused::symbol, "code", &PermissionRefused::code, "reason",
                        &PermissionRefused::reason);
  }
};
struct FractionRefused {
  static constexpr std::string_view kKind = "fraction_refused";
  Symbol symbol;
  Date until;  // last day the refusal is remembered

  bool operator==(const FractionRefused&) const = default;
  static constexpr auto fields() {
    return json::fields("symbol", &FractionRefused::symbol, "until", &FractionRefused::until);
  }
};

// What a symbol means to this account, from the first time it was met; another security under the same symbol is
// refused.
struct InstrumentPinned {
  static constexpr std::string_view kKind = "instrument_pinned";
  Symbol symbol;
  ConId con_id;
  std::string primary_exchange;

  bool operator==(const InstrumentPinned&) const = default;
  static constexpr auto fields() {
    return json::fields("symbol", &InstrumentPinned::symbol, "con_id", &InstrumentPinned::con_id, "primary_exchange",
                        &InstrumentPinned::primary_exchange);
  }
};

struct NavRecorded {
  static constexpr std::string_view kKind = "nav";
  struct Outside {
    ConId con_id;
    Quantity quantity;

    bool operator==(const Outside&) const = default;
    static constexpr auto fields() { return json::fields("con_id", &Outside::con_id, "quantity", &Outside::quantity); }
  };
  Date session;
  Money net_liquidation;
  Money cash;         // dollars, as the broker reports them
  Money cash_anchor;  // what the next comparison starts from: cash, or the ledger's own sum while the broker's lags
  std::map<Symbol, Quantity> positions;         // managed symbols, as the broker shows them
  std::optional<std::vector<Outside>> outside;  // what the owner held beside them; none: of an older program

  bool operator==(const NavRecorded&) const = default;
  static constexpr auto fields() {
    return json::fields("session", &NavRecorded::session, "net_liquidation", &NavRecorded::net_liquidation, "cash",
                        &NavRecorded::cash, "cash_anchor", &NavRecorded::cash_anchor, "positions",
                        &NavRecorded::positions, json::Added{"outside"}, &NavRecorded::outside);
  }
};

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::AcceptAs bot::kLastOf<bot::ledger::AcceptAs> = bot::ledger::AcceptAs::kKept;
