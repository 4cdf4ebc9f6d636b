// The folded state as a row of the ledger, so that an opening need not begin at the first row. It holds whatever a
// later decision can need. Sessions long over and their orders leave the state; the ledger keeps them for ever.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "ledger/events.hpp"
#include "ledger/state.hpp"

namespace bot::ledger {

// An opening folds at most about this many events and what one run adds.
inline constexpr std::uint64_t kMinEventsBetweenCheckpoints = 500;
// More than 90 days of sessions, the longest anything is remembered; the broker speaks of executions for a week.
inline constexpr std::size_t kMaxSessionsKept = 65;

// Counted up when rows that older programs wrote come to add up to something else. What follows a checkpoint of older
// rules was decided from the state it holds, so that is where adding up goes on from.
//  2  an inferred fill knows when its proceeds settle, and which of it the recorded cash has at its true price
inline constexpr int kFoldRules = 2;

[[nodiscard]] bool is_checkpoint_due(const LedgerState& state);
// Holds the state that follows `state` once the checkpoint itself is applied to it.
[[nodiscard]] Checkpoint take_checkpoint(const LedgerState& state);
// What a checkpoint removes from the state: all sessions but the newest kMaxSessionsKept, and the orders of those that
// have ended. Lots bought in them that may be sold are merged, one a symbol. No removed key can be used again, because
// no plan is taken for a session before `kept_from`.
void forget_history(LedgerState& state);
// Puts the sessions and orders that checkpoints removed back, from all of the ledger's events: for who looks at a
// session long over. What the state says of today stays as it is.
void recall_history(LedgerState& state, const std::vector<LedgerEvent>& events);
// The state a checkpoint holds. kIo where its text is not the one that was hashed.
[[nodiscard]] Result<LedgerState> state_of(const Checkpoint& checkpoint);

}  // namespace bot::ledger
