#pragma once

#include <map>
#include <optional>

#include "ledger/run_result.hpp"
#include "run/quotes.hpp"

namespace bot::run {

struct FinalAccount {
  std::optional<Money> equity;  // NetLiquidation; none: it could not be read
  std::optional<Money> cash;    // TotalCashValue
  std::map<Symbol, ledger::PositionLine> positions;
};

[[nodiscard]] FinalAccount read_final_account(Runtime& runtime, const PositionMap& positions, const Quotes& quotes,
                                              const SeriesTable& series);
// What the next session is compared with; nothing where equity or cash is not known.
[[nodiscard]] Result<void> record_nav(Runtime& runtime, const FinalAccount& account, const PositionMap& positions);

}  // namespace bot::run
