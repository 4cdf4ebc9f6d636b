// What the account holds, distinguished by contract: a ticker means the one contract it is pinned to, and every other
// holding is the owner's own, be it of the same ticker.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "broker/account_judgements.hpp"
#include "ledger/state.hpp"
#include "model/account.hpp"
#include "model/instrument.hpp"

namespace bot::ledger {

enum class Unmanaged { kIgnore, kRefuse };  // execution.unmanaged_positions

// In the universe, or under management because of an earlier plan.
[[nodiscard]] std::set<Symbol> managed_symbols(const LedgerState& state, const std::vector<Symbol>& universe);
[[nodiscard]] bool is_managed(const LedgerState& state, const std::vector<Symbol>& universe, const Symbol& symbol);

// As pinned; of a ledger from before the pins, that of the symbol's newest order. None: not met yet.
[[nodiscard]] std::optional<ConId> contract_of(const LedgerState& state, const Symbol& symbol);

struct Holdings {
  std::map<Symbol, Quantity> managed;  // shares of the contracts that the managed symbols mean; none of 0
  std::vector<Position> outside;       // of any kind, currency, exchange; none of 0
};

// By what the state knows. A symbol nobody has met yet means the only US stock of its ticker; where two stand under it,
// neither is ours.
[[nodiscard]] Holdings sort_holdings(const std::vector<Position>& positions, const AccountId& account,
                                     const LedgerState& state, const std::vector<Symbol>& universe);

// What a symbol means from now on.
[[nodiscard]] InstrumentPinned make_pin(const Symbol& symbol, const Instrument& instrument);
// Where the broker means another contract by the symbol than was pinned: what it is now and what it was. No order
// leaves for it until `bot pin` has renewed the pin.
[[nodiscard]] std::optional<std::string> pin_difference(const LedgerState& state, const Instrument& instrument);

struct IdentifiedHoldings {
  Holdings holdings;
  std::vector<InstrumentPinned> pins;  // of the symbols met on the way; whoever owns the ledger records them
  std::map<Symbol, Error> unanswered;  // sorted like those nobody has met
};

// Whoever looks at an account for the first time sorts it like this: positions under a ticker can only be identified
// once it is known which contract the ticker means, so it is asked of every managed symbol not met yet under whose
// ticker something is held, or an order works of those given.
[[nodiscard]] IdentifiedHoldings identify_holdings(const std::vector<Position>& positions,
                                                   const std::vector<OpenOrder>& open_orders, const AccountId& account,
                                                   const LedgerState& state, const std::vector<Symbol>& universe,
                                                   const std::function<Result<Instrument>(const Symbol&)>& ask);

// "5 QQQ (STK USD, contract 888002)".
[[nodiscard]] std::string describe(const Position& position);
// Why a run refuses what is held outside; none: it does not. Foreign cash shown as a position is none.
[[nodiscard]] std::optional<broker::Refusal> outside_refusal(const std::vector<Position>& outside, Unmanaged rule);
// The security type of a currency.
inline constexpr std::string_view kCashType = "CASH";
// A balance of foreign money that the gateway lists among the positions: the cash has it already.
[[nodiscard]] inline bool is_cash_row(const Position& position) { return position.security_type == kCashType; }

}  // namespace bot::ledger
