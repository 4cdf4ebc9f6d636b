// Which of the broker's positions the ledger explains, and what the others look like.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "ledger/state.hpp"

namespace bot::ledger {

// A position the ledger does not explain, and what it looks like: "2:1 split", "dividend reinvested", "transfer".
struct UnexplainedPosition {
  Symbol symbol;
  Quantity broker;
  Quantity explained;
  std::string proposal;
  bool is_of_kept_shares = false;  // ours are all there, and of the owner's some are missing
};

// Over the universe and all the ledger manages. `broker` is by contract (holdings.hpp). `keep` is the configuration's:
// shares it names are explained as the owner's own, and missed when they are gone.
[[nodiscard]] std::vector<UnexplainedPosition> unexplained_positions(const LedgerState& state,
                                                                     const std::map<Symbol, Quantity>& broker,
                                                                     const std::vector<Symbol>& universe,
                                                                     const std::map<Symbol, Quantity>& keep);
// Shares of the symbol that are the owner's: never sold, counted as outside.
[[nodiscard]] Quantity kept_shares(const LedgerState& state, const Symbol& symbol,
                                   const std::map<Symbol, Quantity>& keep);

// What the broker is to show of the symbol: managed and kept shares.
[[nodiscard]] Quantity explained_shares(const LedgerState& state, const Symbol& symbol,
                                        const std::map<Symbol, Quantity>& keep);
// Those that the configuration names.
[[nodiscard]] Quantity configured_keep(const std::map<Symbol, Quantity>& keep, const Symbol& symbol);

// "2 positions that the ledger did not make, first SPY: broker 12, ledger 10 (transfer)". At least one.
[[nodiscard]] std::string describe(const std::vector<UnexplainedPosition>& unexplained);

}  // namespace bot::ledger
