// What a run came to, from what the ledger knows of its orders.
#pragma once

#include "run/off_target.hpp"
#include "run/reconcile.hpp"

namespace bot::run {

// How the run ends once everything is reconciled.
[[nodiscard]] Stop conclude(const Runtime& runtime, const OrderFollower& follower, const Reconciled& reconciled,
                            const std::vector<OffTarget>& off, PlannedBy planned_by);
// The same of a plan without an order, or of a dry run's: nothing was sent.
[[nodiscard]] Stop conclude_unsent(const std::vector<OffTarget>& off);

// Whether an earlier start's plan is this one's to report: it sent some of it, or no start has come to its end before.
// Asked before the run's own end is on record.
[[nodiscard]] bool has_carried_on(const Runtime& runtime);

// What became of the session's orders that were sent, in words: "SELL 5 QQQ working".
[[nodiscard]] std::string describe_orders(const Runtime& runtime);
// Of any session, sent and not known to be over: "SELL 5 QQQ"; empty: none.
[[nodiscard]] std::string describe_live_orders(const Runtime& runtime);

// Whether the rebalance is done: positions within the band of the targets, or as near as whole shares come.
[[nodiscard]] bool is_on_target(const Runtime& runtime, const std::vector<OffTarget>& off);

}  // namespace bot::run
