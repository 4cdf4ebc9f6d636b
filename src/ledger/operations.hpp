// Commands of an operator: take positions over, hand one back, halt, go on, arm.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ledger/explained.hpp"
#include "ledger/ledger.hpp"

namespace bot::ledger {

struct AcceptRequest {
  AcceptAs as = AcceptAs::kManaged;
  std::map<Symbol, Quantity> keep{};     // the configuration's: never taken under management
  std::vector<InstrumentPinned> pins{};  // of what is met for the first time
  std::vector<Symbol> symbols{};         // empty: all that are unexplained
  std::string explanation;
  std::string by;
};
// Why the difference that it explains is not taken over.
[[nodiscard]] Error unbooked_refusal(const UnbookedFill& fill);
// What was taken over. kUsage when a named symbol needs no explanation, or an unbooked fill explains the difference.
Result<std::vector<PositionsAccepted::Entry>> accept_positions(Ledger& ledger,
                                                               const std::vector<UnexplainedPosition>& unexplained,
                                                               const AcceptRequest& request, UtcTime now);
// kUsage when the ledger does not manage it. What `keep` names stays the owner's beside it.
Result<void> release_symbol(Ledger& ledger, const Symbol& symbol, const std::map<Symbol, Quantity>& keep,
                            const std::string& by, UtcTime now);

// With an id of its own, short enough to type: "H20200316-1".
[[nodiscard]] Halted make_halt(const LedgerState& state, HaltReason reason, const std::string& why, UtcTime now);
// The latch; the kill file is the caller's (it must work while a run holds the ledger).
Result<std::string> halt(Ledger& ledger, HaltReason reason, const std::string& why, UtcTime now);
// kUsage when this is not the halt in force.
Result<void> resume(Ledger& ledger, const std::string& halt_id, const std::string& by, UtcTime now);

Result<void> arm(Ledger& ledger, const Armed& armed, UtcTime now);
Result<void> disarm(Ledger& ledger, const std::string& why, UtcTime now);

}  // namespace bot::ledger
