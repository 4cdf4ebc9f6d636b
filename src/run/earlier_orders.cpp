#include "run/earlier_orders.hpp"

#include <algorithm>

#include "run/admission.hpp"
#include "run/conclude.hpp"
#include "run/reconcile.hpp"

namespace bot::run {

bool was_any_sent(const Runtime& runtime) {
  return std::ranges::any_of(runtime.state().orders_of(runtime.timing.asof),
                             [](const orders::OrderRecord* order) { return order->was_sent(); });
}

Stop end_with_earlier_orders(Runtime& runtime, OrderFollower& follower, OrderSender& sender, Stop why) {
  if (timing_of_live_orders(runtime)) {
    runtime.ports.log.warning(why.message + ": the orders that an earlier start sent come first");
    if (why.outcome == ledger::Outcome::kHalted) follower.freeze(why.message);
    follower.note_interruption();
    if (!runtime.ports.broker.link_ok())
      if (const auto asked = follower.ask_broker(); !asked) runtime.ports.log.warning(asked.error().text());
    const Reconciled reconciled = reconcile(runtime, follower, sender, {});
    if (follower.fatal()) why = *follower.fatal();
    if (reconciled.check == PositionCheck::kUnread)
      why = with_remark(std::move(why), "the positions were not compared with the ledger");
    if (reconciled.check == PositionCheck::kDisagree)
      why = with_remark(std::move(why), stop(Ending::kPositionsDisagree).message);
  }
  if (runtime.interrupted_at || why.outcome == ledger::Outcome::kSkipped) why = stop(Ending::kInterruptedSent);
  // Nothing is due at this hour, but for what is out.
  if (ledger::is_not_due(why.outcome)) why = stop(Ending::kBegunTooLate, why.message);
  why = with_remark(std::move(why), "of an earlier start: " + describe_orders(runtime));
  const bool any_left = !runtime.state().live_orders().empty();
  return any_left ? with_orders_unknown(std::move(why)) : needing_attention(std::move(why));
}

}  // namespace bot::run
