// The state in a row of the ledger, so that an opening need not begin at the first one. It holds what later decisions
// can need; sessions long over and their orders are history: in the ledger for ever, but no longer in the state.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/result.hpp"
#include "ledger/events.hpp"
#include "ledger/state.hpp"

namespace bot::ledger {

// An opening folds at most about this many events and what one run adds.
inline constexpr std::uint64_t kMinEventsBetweenCheckpoints = 500;
// More than 90 days of sessions, the longest anything is remembered; the broker speaks of executions for a week.
inline constexpr std::size_t kMaxSessionsKept = 65;

[[nodiscard]] bool is_checkpoint_due(const LedgerState& state);
// Of everything folded into `state`; applied to it, it gives the very state it holds.
[[nodiscard]] Checkpoint take_checkpoint(const LedgerState& state);
// What a checkpoint does to the state: sessions beyond kMaxSessionsKept go, with their orders that have ended, and lots
// of theirs that may be sold become one a symbol. Keys cannot come again: no plan is taken for a session before
// `kept_from`.
void forget_history(LedgerState& state);
// The state a checkpoint holds. kIo where its text is not the one that was hashed.
[[nodiscard]] Result<LedgerState> state_of(const Checkpoint& checkpoint);

}  // namespace bot::ledger
