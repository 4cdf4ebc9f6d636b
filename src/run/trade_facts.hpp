// What orders rest on at one moment: everything the planner and the safety rules look at, gathered from its sources. A
// stage that looks again returns the facts of its moment.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "plan/lots.hpp"
#include "plan/make_plan.hpp"
#include "run/quotes.hpp"

namespace bot::run {

// Why a symbol is not to be traded now.
using Exclusions = std::map<Symbol, std::string>;

// Whose plan it is: what an earlier start excluded from its own is not known to this one.
enum class PlannedBy { kThisStart, kEarlierStart };

struct TradeFacts {
  Account account;
  SeriesTable series;
  Quotes quotes;
  std::map<Symbol, double> targets;
  Exclusions excluded{};    // its data failed, a rule refuses it, or this account may not buy it
  Exclusions bad_quotes{};  // held or wanted, and its quote was of no use when it was planned last
  PlannedBy planned_by = PlannedBy::kThisStart;
  Money managed_equity{};                // of this moment's account and quotes; planner and safety rules are given it
  bool fractional = false;               // fractions are proven for every symbol held or wanted
  std::optional<Duration> clock_skew{};  // ours less the gateway's, of the last probe
  UtcTime probed{};                      // when that was
  // Where the broker's cash after the sells is not what they brought: the ledger's, of the same moment. It lags by
  // minutes, or something else moved.
  std::optional<Money> ledger_cash{};
  std::optional<Money> buy_budget{};              // left of the buy phase's; none before it
  std::optional<PositionMap> newest_positions{};  // read after the account: right before a sell, or to prove the sells
};

// In the universe, or held because of an earlier plan.
[[nodiscard]] bool is_managed(const Runtime& runtime, const Symbol& symbol);
// What an order may be for: wanted, or held and managed.
[[nodiscard]] std::vector<Symbol> held_or_wanted(const Runtime& runtime, const TradeFacts& facts);
[[nodiscard]] plan::LotBook lot_book(const ledger::LedgerState& state);
// The shares in `positions` of the symbol that are not kept for the owner.
[[nodiscard]] Quantity managed_shares(const Runtime& runtime, const PositionMap& positions, const Symbol& symbol);
// Worth of all managed shares at our prices; none where one has no price, or one that cannot be.
[[nodiscard]] std::optional<Money> managed_value(const Runtime& runtime, const TradeFacts& facts);

}  // namespace bot::run
