// The account at the end of a run, as the broker shows it and as the next session will be compared with it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "ledger/run_result.hpp"
#include "run/reconcile.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {

struct FinalAccount {
  std::optional<Money> equity;   // NetLiquidation; none: it could not be read
  std::optional<Money> cash;     // TotalCashValue
  std::optional<Money> dollars;  // of the cash, in US dollars
  std::vector<ledger::NavRecorded::OtherCash> other_cash;
  std::optional<Money> managed_equity;
  std::map<Symbol, ledger::PositionLine> positions;  // managed shares, weights of the managed equity
  std::vector<ledger::OutsideLine> outside;
  Quotes quotes;                  // of this moment, of what is held
  std::optional<Money> holdings;  // worth of the managed positions and of what is outside; none: not of all known
};

// `positions` are of managed symbols; what stands outside is as the run found it.
[[nodiscard]] FinalAccount read_final_account(Runtime& runtime, const TradeFacts& facts, const PositionMap& positions);
// The facts that orders were planned with, by the equity and the quotes of the end as far as they are known.
[[nodiscard]] TradeFacts at_the_end(TradeFacts facts, const FinalAccount& account);
// Cash below zero: money left while the run was on, and was not there for what it bought.
[[nodiscard]] std::optional<std::string> describe_debt(const FinalAccount& account);
// What the next session is compared with; nothing where equity or cash is not known.
[[nodiscard]] Result<void> record_nav(Runtime& runtime, const TradeFacts& facts, const FinalAccount& account,
                                      const Reconciled& reconciled);
// Everything outside that can be bought or sold: kept shares and foreign cash are none.
[[nodiscard]] std::vector<ledger::NavRecorded::Outside> holdings_outside(const std::vector<Position>& outside);
// Balances in other currencies than US dollars.
[[nodiscard]] std::vector<ledger::NavRecorded::OtherCash> other_cash(const AccountValues& values);

}  // namespace bot::run
