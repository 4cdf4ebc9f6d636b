#include "ledger/state.hpp"

#include <ranges>

#include "broker/commission.hpp"
#include "orders/order_state.hpp"

namespace bot::ledger {
namespace {

// Until the commission report comes: the dearer of IBKR's plans, doubled.
Money cautious_commission(Quantity quantity) {
  const broker::CommissionSchedule schedule = broker::fixed_commission();
  const Price per_share = schedule.per_share + schedule.per_share;
  const Money least = schedule.at_least + schedule.at_least;
  return max(least, multiply(per_share, abs(quantity), Rounding::kUp));
}

}  // namespace

std::optional<Date> LedgerState::used_up() const {
  for (const auto& [session, record] : std::views::reverse(sessions))
    if (record.planned_by != RunId{}) return session;
  return std::nullopt;
}

Quantity LedgerState::managed_shares(const Symbol& symbol) const {
  const auto found = managed.find(symbol);
  return found == managed.end() ? Quantity{} : found->second;
}

Quantity LedgerState::kept_shares(const Symbol& symbol) const {
  const auto found = kept.find(symbol);
  return found == kept.end() ? Quantity{} : found->second;
}

std::optional<Money> LedgerState::expected_cash() const {
  return last_nav ? std::optional(last_nav->cash + cash_since_nav) : std::nullopt;
}

bool LedgerState::buys_with_settled_cash_only(Date day) const { return cash_up_front && day <= cash_up_front->until; }

std::vector<SaleProceeds> LedgerState::unsettled_proceeds(Date day) const {
  std::vector<SaleProceeds> unsettled;
  for (const auto& [key, order] : orders) {
    if (order.side != Side::kSell) continue;
    for (const auto& [base, fill] : order.fills)
      if (fill.settles > day)
        unsettled.push_back({.key = key,
                             .symbol = order.symbol,
                             .net = fill.value() - fill.commission.value_or(cautious_commission(fill.quantity)),
                             .settles = fill.settles});
    if (order.inferred > Quantity{} && order.inferred_settles && *order.inferred_settles > day)
      unsettled.push_back(
          {.key = key,
           .symbol = order.symbol,
           .net = multiply(order.limit, order.inferred, Rounding::kHalfEven) - cautious_commission(order.inferred),
           .settles = *order.inferred_settles});
  }
  return unsettled;
}

std::vector<const orders::OrderRecord*> LedgerState::orders_of(Date session) const {
  std::vector<const orders::OrderRecord*> found;
  for (const auto& [key, order] : orders)
    if (order.session == session) found.push_back(&order);
  return found;
}

std::vector<const orders::OrderRecord*> LedgerState::live_orders() const {
  std::vector<const orders::OrderRecord*> found;
  for (const auto& [key, order] : orders)
    if (order.was_sent() && !is_terminal(order.state)) found.push_back(&order);
  return found;
}

SlotHistory LedgerState::slot_history() const {
  return {.open_rebalance = rebalance ? std::optional(rebalance->decided) : std::nullopt,
          .last_decided = last_decided,
          .remembered_since = first_event_at};
}

int LedgerState::bad_sessions_in_a_row() const {
  int count = 0;
  for (auto session = sessions.rbegin(); session != sessions.rend(); ++session) {
    if (!session->second.ended) continue;
    if (!session->second.rejected && !session->second.unknown) break;
    ++count;
  }
  return count;
}

}  // namespace bot::ledger
