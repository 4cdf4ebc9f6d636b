// Which of the broker's positions the ledger explains, and what the others look like.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ledger/state.hpp"
#include "model/account.hpp"

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

// A difference that one order of ours explains, whose end the ledger does not know: its side, at most its open
// quantity. The next run books it; taken over as a position it would be missing from trades, cash and lots.
struct UnbookedFill {
  Symbol symbol;
  Quantity broker;
  Quantity explained;
  OrderKey key;
  Side side = Side::kBuy;
  Quantity quantity;  // of the order
};
// An order in the symbol, one of them, whose end the ledger does not know, and that no run has looked up since it
// expired: a difference may be its fill.
[[nodiscard]] std::optional<OrderKey> order_of_unknown_end(const LedgerState& state, const Symbol& symbol);
// None where two such orders are out in the symbol: recovery does not know either whose the fill is.
[[nodiscard]] std::optional<UnbookedFill> unbooked_fill(const LedgerState& state, const UnexplainedPosition& position);

// As whoever looks between runs sees them. A run, which has recovered before it looks, takes all for unexplained.
struct PositionDifferences {
  std::vector<UnexplainedPosition> unexplained;
  std::vector<UnbookedFill> unbooked;
};
[[nodiscard]] PositionDifferences compare_positions(const LedgerState& state, const std::map<Symbol, Quantity>& broker,
                                                    const std::vector<Symbol>& universe,
                                                    const std::map<Symbol, Quantity>& keep);
// "the fill of our order RB1.20250113.1.SPY.B.AB (BUY 10 SPY) is not booked yet: broker 10, ledger 0".
[[nodiscard]] std::string describe(const UnbookedFill& fill);

// What a person enters about these: `bot pin` where one is gone and as many shares of its ticker stand under another
// contract, since IBKR has then numbered it anew and nothing is to be accepted; else `bot accept-positions`.
[[nodiscard]] std::string command_for(const std::vector<UnexplainedPosition>& unexplained,
                                      const std::vector<Position>& outside);

// "2 positions that the ledger did not make, first SPY: broker 12, ledger 10 (transfer)". At least one.
[[nodiscard]] std::string describe(const std::vector<UnexplainedPosition>& unexplained);

}  // namespace bot::ledger
