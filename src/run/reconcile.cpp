#include "run/reconcile.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/money_text.hpp"
#include "broker/tws_codes.hpp"
#include "ledger/explained.hpp"
#include "ledger/holdings.hpp"
#include "run/permission.hpp"
#include "run/prove.hpp"
#include "run/recover.hpp"

namespace bot::run {
namespace {

constexpr Duration kAgreementTimeout = std::chrono::seconds{60};
constexpr Duration kCommissionTimeout = std::chrono::seconds{5};
constexpr Duration kCommissionInterval = std::chrono::seconds{1};

std::vector<OrderKey> session_keys(const Runtime& runtime) {
  std::vector<OrderKey> keys;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof)) keys.push_back(order->key);
  return keys;
}

bool any_live(const Runtime& runtime) { return !runtime.state().live_orders().empty(); }

UtcTime last_instant(const Runtime& runtime) {
  return runtime.stop_deadline().value_or(runtime.deadlines().dead + Duration{1});
}

PositionMap ledger_positions(const Runtime& runtime) {
  PositionMap expected = proven_positions(runtime);
  if (!expected.empty()) return expected;
  for (const Symbol& symbol : ledger::managed_symbols(runtime.state(), runtime.options.universe))
    expected[symbol] = ledger::explained_shares(runtime.state(), symbol, runtime.options.keep);
  return expected;
}

void follow_to_the_end(Runtime& runtime, OrderFollower& follower, OrderSender& sender) {
  while (any_live(runtime) && runtime.now() < last_instant(runtime) && !follower.ledger_failed()) {
    follower.note_interruption();
    sender.follow(session_keys(runtime), last_instant(runtime));
  }
}

PositionCheck compare(const Runtime& runtime, const PositionMap& positions) {
  return positions_match(ledger_positions(runtime), positions) ? PositionCheck::kAgree : PositionCheck::kDisagree;
}

Reconciled agree_on_positions(Runtime& runtime, OrderFollower& follower, const PositionMap& before) {
  Reconciled reconciled{.positions = before};
  const UtcTime until = runtime.stop_deadline().value_or(runtime.now() + kAgreementTimeout);
  for (;;) {
    auto positions = read_settled_positions(runtime, until);
    if (!positions) {
      runtime.error(std::nullopt, ledger::FindingCode::kReconcile, positions.error().text());
      return reconciled;
    }
    reconciled.positions = std::move(*positions);
    reconciled.check = compare(runtime, reconciled.positions);
    if (reconciled.check == PositionCheck::kAgree || runtime.now() >= until || follower.fatal()) break;
    if (auto asked = follower.ask_broker(); !asked) break;
  }
  return reconciled;
}

// Commission reports come after their fills and may be missing at the end of a session: they are waited for a little,
// so that costs and cash are reported whole, and never for long (docs/reliability.md D5).
void collect_commissions(Runtime& runtime, OrderFollower& follower) {
  const UtcTime until = runtime.now() + kCommissionTimeout;
  const auto is_missing = [&] {
    return std::ranges::any_of(runtime.state().orders_of(runtime.timing.asof),
                               [](const orders::OrderRecord* order) { return order->awaits_commission(); });
  };
  follower.listen(runtime.now());
  while (is_missing() && runtime.now() < until && !follower.fatal()) {
    if (auto asked = follower.ask_broker(); !asked || !is_missing()) return;
    follower.listen(std::min(until, runtime.now() + kCommissionInterval));
  }
}

void name_doubtful_commissions(Runtime& runtime) {
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof))
    if (const auto doubtful = order->doubtful_commission())
      runtime.warn(order->symbol, ledger::FindingCode::kCommission,
                   fmt::format("a commission of {} was reported, which cannot be true: it is not booked",
                               money_text(*doubtful)));
}

// A what-if took the fraction, the order itself did not: the refusal is remembered as one of a what-if is.
Result<void> remember_refused_fractions(Runtime& runtime) {
  const Date today = runtime.timing.asof;
  std::vector<ledger::EventBody> events;
  for (const orders::OrderRecord* order : runtime.state().orders_of(today)) {
    if (order->quantity.is_whole()) continue;
    const auto known = runtime.state().fraction_refused_until.find(order->symbol);
    const Date until = today + kFractionMemory;
    const bool is_known = known != runtime.state().fraction_refused_until.end() && known->second == until;
    if (order->refusal_code && broker::is_fraction_refusal(*order->refusal_code) && !is_known)
      events.push_back(ledger::FractionRefused{.symbol = order->symbol, .until = until});
  }
  return runtime.record_all(std::move(events));
}

}  // namespace

Reconciled reconcile(Runtime& runtime, OrderFollower& follower, OrderSender& sender, const PositionMap& positions) {
  follow_to_the_end(runtime, follower, sender);
  if (follower.ledger_failed()) {
    sender.cancel_everything();
    return {.positions = positions};
  }
  Reconciled reconciled = agree_on_positions(runtime, follower, positions);
  if (!follower.fatal()) collect_commissions(runtime, follower);
  name_doubtful_commissions(runtime);
  if (!follower.fatal()) follower.recorded(remember_refused_fractions(runtime));
  const schedule::Deadlines deadlines = runtime.deadlines();
  if (reconciled.check != PositionCheck::kUnread && any_live(runtime) && runtime.now() > deadlines.dead &&
      !follower.fatal() && follower.ask_broker()) {
    follower.recorded(settle_dead_orders(runtime, reconciled.positions));
    reconciled.check = compare(runtime, reconciled.positions);
  }
  if (reconciled.check == PositionCheck::kDisagree)
    runtime.error(std::nullopt, ledger::FindingCode::kReconcile, stop(Ending::kPositionsDisagree).message);
  reconciled.expected = ledger_positions(runtime);
  // What was never sent and cannot be any more.
  if (runtime.now() > deadlines.last_order)
    for (const OrderKey& key : session_keys(runtime))
      if (runtime.state().orders.at(key).state == OrderState::kPlanned)
        sender.abandon(key, follower.frozen().value_or(schedule::too_late_for_orders()));
  return reconciled;
}

}  // namespace bot::run
