#include "run/earlier_orders.hpp"

#include <algorithm>

#include "base/wording.hpp"
#include "run/admission.hpp"
#include "run/conclude.hpp"
#include "run/reconcile.hpp"

namespace bot::run {

bool was_any_sent(const Runtime& runtime) {
  return std::ranges::any_of(runtime.state().orders_of(runtime.timing.asof),
                             [](const orders::OrderRecord* order) { return order->was_sent(); });
}

namespace {

// None: one of the session's orders was not sent, or not filled.
std::optional<std::size_t> count_if_all_filled(const Runtime& runtime) {
  const auto orders = runtime.state().orders_of(runtime.timing.asof);
  const bool are_filled =
      std::ranges::all_of(orders, [](const orders::OrderRecord* order) { return order->is_filled_as_planned(); });
  return are_filled ? std::optional(orders.size()) : std::nullopt;
}

}  // namespace

Stop end_with_earlier_orders(Runtime& runtime, OrderFollower& follower, OrderSender& sender, Stop why) {
  auto check = PositionCheck::kAgree;
  if (timing_of_live_orders(runtime)) {
    runtime.ports.log.warning(why.message + ": the orders that an earlier start sent come first");
    if (why.outcome == ledger::Outcome::kHalted) follower.freeze(why.message);
    follower.note_interruption();
    if (!runtime.ports.broker.link_ok())
      if (const auto asked = follower.ask_broker(); !asked) runtime.ports.log.warning(asked.error().text());
    check = reconcile(runtime, follower, sender, {}).check;
    if (follower.fatal()) why = *follower.fatal();
  }
  if (runtime.interrupted_at || why.outcome == ledger::Outcome::kSkipped) why = stop(Ending::kInterruptedSent);
  if (ledger::is_not_due(why.outcome)) {
    const auto filled = count_if_all_filled(runtime);
    if (filled && check == PositionCheck::kAgree) return stop(Ending::kCarriedOn, counted(*filled, "order"));
    why = stop(Ending::kBegunTooLate);
  }
  if (check == PositionCheck::kUnread)
    why = with_remark(std::move(why), "the positions were not compared with the ledger");
  if (check == PositionCheck::kDisagree) why = with_remark(std::move(why), stop(Ending::kPositionsDisagree).message);
  why = with_remark(std::move(why), "of an earlier start: " + describe_orders(runtime));
  const bool any_left = !runtime.state().live_orders().empty();
  return any_left ? with_orders_unknown(std::move(why)) : needing_attention(std::move(why));
}

}  // namespace bot::run
