#include "trade/ledger_state.hpp"

#include "base/text.hpp"
#include "trade/order_state.hpp"

namespace bot::trade {
namespace {

// Until the commission report comes: IBKR's fixed schedule ($0.005 a share, $1 at least), doubled.
Money cautious_commission(const BookedFill& fill) {
  const Money per_share = multiply(Price::from_raw(10'000'000), abs(fill.quantity), Rounding::kUp);
  return max(Money::from_whole(2), per_share);
}

}  // namespace

Money BookedFill::value() const { return multiply(price, quantity, Rounding::kHalfEven); }

Quantity OrderRecord::booked() const {
  Quantity sum = inferred;
  for (const auto& [base, fill] : fills) sum += fill.quantity;
  return sum;
}

std::optional<Price> OrderRecord::average_price() const {
  Quantity quantity_sum;
  Money value_sum;
  for (const auto& [base, fill] : fills) {
    quantity_sum += fill.quantity;
    value_sum += fill.value();
  }
  if (quantity_sum <= Quantity{}) return std::nullopt;
  return divide(value_sum, quantity_sum, Rounding::kHalfEven);
}

std::optional<Money> OrderRecord::commission() const {
  if (fills.empty()) return std::nullopt;
  Money sum;
  for (const auto& [base, fill] : fills) {
    if (!fill.commission) return std::nullopt;
    sum += *fill.commission;
  }
  return sum;
}

Quantity LedgerState::managed_of(const Symbol& symbol) const {
  const auto found = managed.find(symbol);
  return found == managed.end() ? Quantity{} : found->second;
}

Quantity LedgerState::kept_of(const Symbol& symbol) const {
  const auto found = kept.find(symbol);
  return found == kept.end() ? Quantity{} : found->second;
}

Quantity LedgerState::explained(const Symbol& symbol) const { return managed_of(symbol) + kept_of(symbol); }

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
                             .net = fill.value() - fill.commission.value_or(cautious_commission(fill)),
                             .settles = fill.settles});
  }
  return unsettled;
}

const OrderRecord* LedgerState::order_by_perm_id(PermId perm_id) const {
  if (perm_id.value() == 0) return nullptr;
  for (const auto& [key, order] : orders)
    if (order.perm_id == perm_id) return &order;
  return nullptr;
}

const OrderRecord* LedgerState::order_by_order_id(ClientOrderId order_id) const {
  if (order_id.value() <= 0) return nullptr;
  for (const auto& [key, order] : orders)
    if (order.order_id == order_id) return &order;
  return nullptr;
}

std::vector<const OrderRecord*> LedgerState::orders_of(Date session) const {
  std::vector<const OrderRecord*> found;
  for (const auto& [key, order] : orders)
    if (order.session == session) found.push_back(&order);
  return found;
}

std::vector<const OrderRecord*> LedgerState::live_orders() const {
  std::vector<const OrderRecord*> found;
  for (const auto& [key, order] : orders)
    if (order.was_sent() && !is_terminal(order.state)) found.push_back(&order);
  return found;
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

std::string execution_base(const ExecId& id) { return id.value().substr(0, id.value().rfind('.')); }

std::int64_t execution_version(const ExecId& id) {
  const auto dot = id.value().rfind('.');
  if (dot == std::string::npos) return 0;
  return parse_int(std::string_view(id.value()).substr(dot + 1)).value_or(0);
}

}  // namespace bot::trade
