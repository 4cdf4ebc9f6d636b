#include "run/conclude.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/wording.hpp"

namespace bot::run {
namespace {

struct OrderCounts {
  int sent = 0;
  int live = 0;
  int unfilled = 0;  // ended short of their quantity
  int planned = 0;   // never sent, and may still be
  int unseen = 0;    // filled, at least in part, by what the positions show
};

OrderCounts count_orders(const Runtime& runtime) {
  OrderCounts counts;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof)) {
    switch (order->reported_state()) {
      case OrderState::kSending:
      case OrderState::kWorking:
      case OrderState::kPartial:
      case OrderState::kUnknown:
        ++counts.live;
        break;
      case OrderState::kCancelled:
      case OrderState::kRejected:
      case OrderState::kExpired:
        ++counts.unfilled;
        break;
      case OrderState::kPlanned:
        ++counts.planned;
        break;
      case OrderState::kAbandoned:
      case OrderState::kFilled:
        break;
    }
    counts.sent += order->was_sent() ? 1 : 0;
    counts.unseen += order->inferred > Quantity{} ? 1 : 0;
  }
  return counts;
}

std::vector<OffTarget> only(std::vector<OffTarget> off, Consequence wanted) {
  std::erase_if(off, [&](const OffTarget& one) { return consequence(one.cause) != wanted; });
  return off;
}

struct EarlierPlan {
  Ending done;
  Ending open;
  Ending off_target;
};
constexpr EarlierPlan kDoneBefore{Ending::kAlreadyDone, Ending::kAlreadyDoneOpen, Ending::kAlreadyDoneOffTarget};
constexpr EarlierPlan kCarriedOn{Ending::kCarriedOn, Ending::kCarriedOnOpen, Ending::kCarriedOnOffTarget};

// What positions against targets say; none: they are where they are to be.
std::optional<Stop> stop_of(const std::vector<OffTarget>& off) {
  if (const auto failed = only(off, Consequence::kFailure); !failed.empty())
    return stop(Ending::kOffTarget, describe(failed));
  if (const auto deferred = only(off, Consequence::kDeferred); !deferred.empty())
    return stop(Ending::kDeferred, describe(deferred));
  return std::nullopt;
}

}  // namespace

Stop conclude(const Runtime& runtime, const OrderFollower& follower, const Reconciled& reconciled,
              const std::vector<OffTarget>& off, PlannedBy planned_by) {
  const OrderCounts counts = count_orders(runtime);
  const std::string not_filled = counted(counts.unfilled + counts.planned, "order");
  const bool is_open = counts.unfilled > 0 || counts.planned > 0;
  if (const auto& fatal = follower.fatal()) return counts.sent > 0 ? needing_attention(*fatal) : *fatal;
  if (counts.live > 0) return stop(Ending::kOrdersUnknown, counted(counts.live, "order"));
  if (reconciled.check == PositionCheck::kDisagree) return stop(Ending::kPositionsDisagree);
  if (reconciled.check == PositionCheck::kUnread) return stop(Ending::kPositionsUnread);
  if (runtime.interrupted_at && follower.frozen())
    return stop(counts.sent > 0 ? Ending::kInterruptedSent : Ending::kInterruptedUnsent);
  if (follower.frozen()) return stop(Ending::kFrozen, *follower.frozen());
  const auto off_target = stop_of(off);
  if (planned_by == PlannedBy::kEarlierStart) {
    const bool carried_on = has_carried_on(runtime);
    const EarlierPlan& endings = carried_on ? kCarriedOn : kDoneBefore;
    if (is_open) return stop(endings.open, not_filled);
    if (off_target && !off_target->is_good()) return stop(endings.off_target, off_target->message);
    if (off_target && carried_on) return stop(Ending::kCarriedOnDeferred, off_target->message);
    const Stop done = stop(endings.done, counted(counts.sent, "order"));
    return off.empty() ? done : with_remark(done, describe(off));
  }
  if (is_open) return stop(Ending::kPartlyFilled, not_filled);
  if (off_target && !off_target->is_good()) return *off_target;
  if (counts.unseen > 0) return stop(Ending::kFilledUnseen, counted(counts.unseen, "order"));
  if (off_target) return *off_target;
  if (counts.sent == 0) return conclude_unsent(off);
  const Stop filled = stop(Ending::kFilled, counted(counts.sent, "order"));
  return off.empty() ? filled : with_remark(stop(Ending::kFilledAsNear, describe(off)), filled.message);
}

bool has_carried_on(const Runtime& runtime) {
  const auto session = runtime.state().sessions.find(runtime.timing.asof);
  if (session == runtime.state().sessions.end()) return false;
  const bool sent_any = std::ranges::any_of(
      runtime.state().orders_of(runtime.timing.asof),
      [&](const orders::OrderRecord* order) { return order->was_sent() && order->sent_at >= runtime.started; });
  return sent_any || !session->second.ended;
}

std::string describe_orders(const Runtime& runtime) {
  std::string text;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof))
    if (order->was_sent())
      text += fmt::format("{}{} {} {} {}", text.empty() ? "" : ", ", name(order->side), order->quantity, order->symbol,
                          name(order->reported_state()));
  return text;
}

std::string describe_live_orders(const Runtime& runtime) {
  std::string text;
  for (const orders::OrderRecord* order : runtime.state().live_orders())
    text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", name(order->side), order->quantity, order->symbol);
  return text;
}

Stop conclude_unsent(const std::vector<OffTarget>& off) {
  if (const auto off_target = stop_of(off)) return *off_target;
  return off.empty() ? stop(Ending::kInsideBand) : stop(Ending::kNothingNearer, describe(off));
}

bool is_on_target(const Runtime& runtime, const std::vector<OffTarget>& off) {
  if (off.empty()) return true;
  return std::ranges::all_of(off, [](const OffTarget& one) { return one.cause == OffTargetCause::kNotNearer; }) &&
         std::ranges::all_of(runtime.state().orders_of(runtime.timing.asof),
                             [](const orders::OrderRecord* order) { return order->is_filled_as_planned(); });
}

}  // namespace bot::run
