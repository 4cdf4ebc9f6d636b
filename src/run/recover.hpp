// What an earlier run left (docs/reliability.md, 2.5): evidence is booked, nothing is sent again, and every position
// has to be explained before anything new is planned.
#pragma once

#include "ledger/explained.hpp"
#include "run/account.hpp"
#include "run/order_follower.hpp"
#include "run/order_sender.hpp"

namespace bot::run {

// Books what the account shows, cancels orders nobody knows anything of, and settles those past their expiry. The
// positions as they are then known. Stopped: halted, or somebody else's order works in one of our symbols. Without a
// `sender` nothing is cancelled or settled, and somebody else's order is a finding only.
[[nodiscard]] Staged<PositionMap> recover(Runtime& runtime, OrderFollower& follower, OrderSender* sender,
                                          const Account& account);

// Orders past their expiry and margin, once the positions are known for sure: expired, or filled as the positions
// prove.
[[nodiscard]] Result<void> settle_dead_orders(Runtime& runtime, const PositionMap& positions);

// Intents of sessions that are over can never be sent.
[[nodiscard]] Result<void> abandon_old_intents(Runtime& runtime);

// The positions that the ledger does not explain, each of them a finding.
[[nodiscard]] std::vector<ledger::UnexplainedPosition> find_unexplained(Runtime& runtime, const PositionMap& positions);

}  // namespace bot::run
