// What becomes known of the account beside our own orders: cash, positions, permissions, contracts, its value.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.hpp"
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
  static void fields(auto& each) {
    each("session", &CashUpFront::session);
    each("until", &CashUpFront::until);
    each("why", &CashUpFront::why);
  }
};

// Cash that came or went without an order of ours: deposit, withdrawal, dividend, interest, fee. Or that our own orders
// moved, and was not known.
struct CashMovement {
  static constexpr std::string_view kKind = "cash_movement";
  Money amount;
  Date session;
  std::string explanation;
  bool is_owners_trade = false;    // paid for or came from something of the owner's: nothing left the account
  bool is_price_of_fills = false;  // what fills that were booked at their limits really cost or brought
  bool is_in_last_nav = false;     // of NavRecorded::moved: the equity of the last record has it

  bool operator==(const CashMovement&) const = default;
  static void fields(auto& each) {
    each("amount", &CashMovement::amount);
    each("session", &CashMovement::session);
    each("explanation", &CashMovement::explanation);
    each(json::Added{"is_owners_trade"}, &CashMovement::is_owners_trade);
    each(json::Added{"is_price_of_fills"}, &CashMovement::is_price_of_fills);
    each(json::Added{"is_in_last_nav"}, &CashMovement::is_in_last_nav);
  }
};

enum class AcceptAs { kManaged, kKept };
[[nodiscard]] constexpr std::string_view name(AcceptAs as) {
  switch (as) {
    case AcceptAs::kManaged:
      return "managed";
    case AcceptAs::kKept:
      return "kept";
  }
  BOT_CHECK(false);
}
struct PositionsAccepted {
  static constexpr std::string_view kKind = "positions_accepted";
  struct Entry {
    Symbol symbol;
    Quantity broker_quantity{};  // what the broker shows; from now on explained
    AcceptAs as = AcceptAs::kManaged;
    Quantity configured_keep{};  // shares that the configuration keeps for the owner

    bool operator==(const Entry&) const = default;
    static void fields(auto& each) {
      each("symbol", &Entry::symbol);
      each("broker_quantity", &Entry::broker_quantity);
      each("as", &Entry::as);
      each(json::Added{"configured_keep"}, &Entry::configured_keep);
    }
  };
  std::vector<Entry> entries{};
  std::string explanation;
  std::string by;

  bool operator==(const PositionsAccepted&) const = default;
  static void fields(auto& each) {
    each("entries", &PositionsAccepted::entries);
    each("explanation", &PositionsAccepted::explanation);
    each("by", &PositionsAccepted::by);
  }
};
struct SymbolReleased {
  static constexpr std::string_view kKind = "symbol_released";
  Symbol symbol;
  std::string by;
  Quantity configured_keep{};  // shares that the configuration keeps beside it

  bool operator==(const SymbolReleased&) const = default;
  static void fields(auto& each) {
    each("symbol", &SymbolReleased::symbol);
    each("by", &SymbolReleased::by);
    each(json::Added{"configured_keep"}, &SymbolReleased::configured_keep);
  }
};

struct PermissionProven {
  static constexpr std::string_view kKind = "permission_proven";
  Symbol symbol;
  std::string how;

  bool operator==(const PermissionProven&) const = default;
  static void fields(auto& each) {
    each("symbol", &PermissionProven::symbol);
    each("how", &PermissionProven::how);
  }
};
struct PermissionRefused {
  static constexpr std::string_view kKind = "permission_refused";
  Symbol symbol;
  int code = 0;
  std::string reason;

  bool operator==(const PermissionRefused&) const = default;
  static void fields(auto& each) {
    each("symbol", &PermissionRefused::symbol);
    each("code", &PermissionRefused::code);
    each("reason", &PermissionRefused::reason);
  }
};
struct FractionRefused {
  static constexpr std::string_view kKind = "fraction_refused";
  Symbol symbol;
  Date until;  // last day the refusal is remembered

  bool operator==(const FractionRefused&) const = default;
  static void fields(auto& each) {
    each("symbol", &FractionRefused::symbol);
    each("until", &FractionRefused::until);
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
  static void fields(auto& each) {
    each("symbol", &InstrumentPinned::symbol);
    each("con_id", &InstrumentPinned::con_id);
    each("primary_exchange", &InstrumentPinned::primary_exchange);
  }
};

struct NavRecorded {
  static constexpr std::string_view kKind = "nav";
  struct Outside {
    ConId con_id;
    Quantity quantity;

    bool operator==(const Outside&) const = default;
    static void fields(auto& each) {
      each("con_id", &Outside::con_id);
      each("quantity", &Outside::quantity);
    }
  };
  // A balance in another currency.
  struct OtherCash {
    std::string currency;
    Money amount;  // in it

    bool operator==(const OtherCash&) const = default;
    static void fields(auto& each) {
      each("currency", &OtherCash::currency);
      each("amount", &OtherCash::amount);
    }
  };
  Date session;
  Money net_liquidation;
  Money cash;         // dollars, as the broker reports them
  Money cash_anchor;  // what the next comparison starts from: cash, or the ledger's own sum while the broker's lags
  std::map<Symbol, Quantity> positions;                // managed symbols, as the broker shows them
  std::optional<std::vector<Outside>> outside;         // what the owner held beside them; none: of an older program
  std::optional<std::vector<OtherCash>> other_cash{};  // likewise
  // In place of `positions` what the next comparison starts from: the ledger's own sum, where the two differed.
  std::optional<std::map<Symbol, Quantity>> positions_anchor{};
  // Of the equity what neither the ledger's cash nor the positions are: it moved while the run was on.
  std::optional<Money> moved{};

  bool operator==(const NavRecorded&) const = default;
  static void fields(auto& each) {
    each("session", &NavRecorded::session);
    each("net_liquidation", &NavRecorded::net_liquidation);
    each("cash", &NavRecorded::cash);
    each("cash_anchor", &NavRecorded::cash_anchor);
    each("positions", &NavRecorded::positions);
    each(json::Added{"outside"}, &NavRecorded::outside);
    each(json::Added{"other_cash"}, &NavRecorded::other_cash);
    each(json::Added{"positions_anchor"}, &NavRecorded::positions_anchor);
    each(json::Added{"moved"}, &NavRecorded::moved);
  }
};

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::AcceptAs bot::kLastOf<bot::ledger::AcceptAs> = bot::ledger::AcceptAs::kKept;
