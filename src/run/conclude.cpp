#include "run/conclude.hpp"

#include <algorithm>

#include "ledger/operations.hpp"

namespace bot::run {
namespace {

struct OrderCounts {
  int sent = 0;
  int live = 0;
  int unfilled = 0;  // ended short of their quantity
  int planned = 0;   // never sent, and may still be
  int abandoned = 0;
};

OrderCounts count_orders(const Runtime& runtime) {
  OrderCounts counts;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof)) {
    switch (order->state) {
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
        ++counts.abandoned;
        break;
      case OrderState::kFilled:
        break;
    }
    counts.sent += order->was_sent() ? 1 : 0;
  }
  return counts;
}

std::string count_text(int count) { return fmt::format("{} order{}", count, count == 1 ? "" : "s"); }

// Share of managed equity, kept shares left out.
double managed_weight(const Runtime& runtime, const FinalAccount& account, Money managed_equity, const Symbol& symbol) {
  const auto line = account.positions.find(symbol);
  const double equity = managed_equity.to_double();
  if (line == account.positions.end() || !(equity > 0)) return 0;
  const double kept = ledger::kept_shares(runtime.state(), symbol, runtime.options.keep).to_double();
  return std::max(line->second.shares.to_double() - kept, 0.0) * line->second.price.to_double() / equity;
}

bool inside_band(const Runtime& runtime, const TradeFacts& facts, const FinalAccount& account) {
  std::map<Symbol, double> targets = facts.targets;
  for (const auto& [symbol, shares] : runtime.state().managed) targets.try_emplace(symbol, 0);
  return std::ranges::all_of(targets, [&](const auto& target) {
    const double weight = managed_weight(runtime, account, facts.managed_equity, target.first);
    return std::abs(weight - target.second) <= runtime.options.plan.drift_band;
  });
}

}  // namespace

Stop conclude(const Runtime& runtime, const OrderFollower& follower, const Reconciled& reconciled, bool resumed) {
  const OrderCounts counts = count_orders(runtime);
  const std::string not_filled = count_text(counts.unfilled + counts.planned);
  const bool is_open = counts.unfilled > 0 || counts.planned > 0;
  if (const auto& fatal = follower.fatal()) {
    Stop how = *fatal;
    if (counts.sent > 0) how.exit_code = 7;  // somebody has to look at what was sent
    return how;
  }
  if (counts.live > 0) return stop(Ending::kOrdersUnknown, count_text(counts.live));
  if (!reconciled.agree) return stop(Ending::kPositionsDisagree);
  if (runtime.interrupted_at && follower.frozen())
    return stop(counts.sent > 0 ? Ending::kInterruptedSent : Ending::kInterruptedUnsent);
  if (follower.frozen()) return stop(Ending::kFrozen, *follower.frozen());
  if (resumed) return is_open ? stop(Ending::kAlreadyDoneOpen, not_filled) : stop(Ending::kAlreadyDone);
  if (is_open) return stop(Ending::kPartlyFilled, not_filled);
  if (counts.abandoned > 0) return stop(Ending::kDeferred, count_text(counts.abandoned));
  return counts.sent > 0 ? stop(Ending::kFilled, count_text(counts.sent)) : stop(Ending::kInsideBand);
}

bool is_on_target(const Runtime& runtime, const TradeFacts& facts, const FinalAccount& account,
                  const Planned* planned) {
  if (!account.equity) return false;
  if (inside_band(runtime, facts, account)) return true;
  // Whole shares may never come closer: nothing was held back and everything planned was done.
  if (planned == nullptr || planned->plan.scale < 1 || !planned->input.excluded.empty()) return false;
  const bool any_locked = std::ranges::any_of(planned->input.positions,
                                              [](const auto& holding) { return holding.second.locked > Quantity{}; });
  return !any_locked &&
         std::ranges::all_of(runtime.state().orders_of(runtime.timing.asof), [](const orders::OrderRecord* order) {
           return order->state == OrderState::kFilled && order->quantity == order->intended;
         });
}

}  // namespace bot::run
