// What a run came to, from what the ledger knows of its orders.
#pragma once

#include "run/decide.hpp"
#include "run/final_account.hpp"
#include "run/plan_trades.hpp"
#include "run/reconcile.hpp"

namespace bot::run {

// How the run ends once everything is reconciled. `resumed`: an earlier start wrote the session's plan.
[[nodiscard]] Stop conclude(const Runtime& runtime, const OrderFollower& follower, const Reconciled& reconciled,
                            bool resumed);

// Whether the rebalance is done: positions inside the band of the targets, or as near as whole shares come. `planned`:
// the plan of this start; none where an earlier one made it.
[[nodiscard]] bool is_on_target(const Runtime& runtime, const TradeFacts& facts, const FinalAccount& account,
                                const Planned* planned);

}  // namespace bot::run
