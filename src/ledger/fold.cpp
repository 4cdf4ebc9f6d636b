// What each event does to the state.
#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "broker/execution_id.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/state.hpp"
#include "orders/order_state.hpp"

namespace bot::ledger {
namespace {

Quantity lots_of(const LedgerState& state, const Symbol& symbol) {
  Quantity sum;
  for (const BoughtLot& lot : state.lots)
    if (lot.symbol == symbol) sum += lot.quantity;
  return sum;
}

// The oldest go first, as the broker sells; shares from before the ledger are older than any lot.
void shrink_lots_to(LedgerState& state, const Symbol& symbol, Quantity most) {
  Quantity excess = max(lots_of(state, symbol) - most, Quantity{});
  for (BoughtLot& lot : state.lots) {
    if (lot.symbol != symbol) continue;
    const Quantity taken = min(excess, lot.quantity);
    lot.quantity -= taken;
    excess -= taken;
  }
  std::erase_if(state.lots, [](const BoughtLot& lot) { return lot.quantity <= Quantity{}; });
}

void grow_lot(LedgerState& state, const orders::OrderRecord& order, Quantity quantity, Date session, Date settles) {
  Date sellable_from = settles;
  if (const auto found = state.sessions.find(order.session); found != state.sessions.end()) {
    const auto configured = found->second.sellable_from.find(order.symbol);
    if (configured != found->second.sellable_from.end()) sellable_from = max(sellable_from, configured->second);
  }
  for (BoughtLot& lot : state.lots) {
    if (lot.symbol != order.symbol) continue;
    sellable_from = max(sellable_from, lot.sellable_from);  // monotone: the broker sells first in, first out
  }
  for (BoughtLot& lot : state.lots) {
    if (lot.symbol != order.symbol || lot.traded != session) continue;
    lot.quantity += quantity;
    return;
  }
  state.lots.push_back({.symbol = order.symbol,
                        .quantity = quantity,
                        .traded = session,
                        .settles = settles,
                        .sellable_from = sellable_from});
}

void move_position(LedgerState& state, const orders::OrderRecord& order, Quantity delta, Date session, Date settles) {
  state.bought_since_nav[order.symbol] += order.side == Side::kBuy ? delta : -delta;
  Quantity& held = state.managed[order.symbol];
  if (order.side == Side::kBuy) {
    held += delta;
    if (delta > Quantity{}) grow_lot(state, order, delta, session, settles);
  } else {
    held -= delta;
  }
  shrink_lots_to(state, order.symbol, max(held, Quantity{}));
  if (held == Quantity{}) state.managed.erase(order.symbol);
}

orders::OrderRecord* find_order(LedgerState& state, const OrderKey& key) {
  const auto found = state.orders.find(key);
  return found == state.orders.end() ? nullptr : &found->second;
}

void book_cash(LedgerState& state, Side side, Money value) {
  state.cash_since_nav += side == Side::kBuy ? -value : value;
}

struct Fold {
  LedgerState& state;
  const LedgerEvent& event;

  void operator()(const RunStarted& started) {
    state.open_run = event.run;
    state.open_run_session = started.session;
  }
  void operator()(const StepRecorded&) {}
  void operator()(const BarsRecorded& bars) {
    state.bars[bars.symbol] = {.rows = bars.final_rows, .sha256 = bars.sha256};
  }
  void operator()(const InputsRecorded&) {}
  void operator()(const DecisionRecorded& decision) {
    state.last_targets = decision.targets;
    if (decision.continued) return;
    state.last_decided = decision.session;
    state.rebalance = OpenRebalance{.decided = decision.session, .targets = decision.targets};
  }
  void operator()(const PlanWritten& plan) {
    SessionRecord& session = state.sessions[plan.session];
    session.planned_by = event.run;
    session.sequence = plan.sequence;
    session.baseline = plan.baseline;
    session.targets = plan.targets;
    session.managed_equity = plan.managed_equity;
    for (const Intent& intent : plan.intents) {
      orders::OrderRecord order;
      order.key = intent.key;
      order.run = event.run;
      order.session = plan.session;
      order.symbol = intent.symbol;
      order.con_id = intent.con_id;
      order.primary_exchange = intent.primary_exchange;
      order.side = intent.side;
      order.intended = order.quantity = intent.quantity;
      order.planned_limit = order.limit = intent.limit;
      order.planned_mid = intent.planned_mid;
      order.full_exit = intent.full_exit;
      order.reason = intent.reason;
      BOT_CHECK(state.orders.emplace(intent.key, order).second, "key {} was planned twice", intent.key);
    }
  }
  void operator()(const BuysSettled& settled) {
    SessionRecord& session = state.sessions[settled.session];
    session.sellable_from = settled.sellable_from;
    // A second start of the session sees the same account: one run, one sign.
    if (settled.proceeds_granted && !session.buys_settled)
      state.proceeds_withheld = *settled.proceeds_granted ? 0 : state.proceeds_withheld + 1;
    session.buys_settled = true;
    for (const BuysSettled::Buy& buy : settled.buys) {
      orders::OrderRecord* order = find_order(state, buy.key);
      if (order == nullptr || order->state != OrderState::kPlanned) continue;
      BOT_CHECK(buy.quantity <= order->intended, "{}: {} above its intent {}", buy.key, buy.quantity, order->intended);
      order->quantity = buy.quantity;
      order->limit = buy.limit;
    }
  }
  void operator()(const orders::OrderSending& sending) {
    orders::OrderRecord* order = find_order(state, sending.key);
    BOT_CHECK(order != nullptr && order->state == OrderState::kPlanned, "key {} is not to be sent", sending.key);
    BOT_CHECK(sending.quantity <= order->intended, "{}: {} above its intent", sending.key, sending.quantity);
    order->state = OrderState::kSending;
    order->order_id = sending.order_id;
    order->quantity = sending.quantity;
    order->limit = sending.limit;
    order->expires = sending.expires;
    order->sent_at = event.at;
    state.order_id_high_water = std::max(state.order_id_high_water, sending.order_id.value());
    SessionRecord& session = state.sessions[order->session];
    ++session.orders_sent;
    session.notional_sent += multiply(sending.limit, sending.quantity, Rounding::kUp);
  }
  void operator()(const orders::OrderEvidence& evidence) {
    orders::OrderRecord* order = find_order(state, evidence.key);
    if (order == nullptr) return;
    order->reported_filled = max(order->reported_filled, evidence.filled);
    if (evidence.perm_id.value() != 0) order->perm_id = evidence.perm_id;
    order->state = orders::next_state(progress_of(*order), evidence.fact);
    if (!evidence.text.empty()) order->reason = evidence.text;
    if (evidence.refusal_code) order->refusal_code = evidence.refusal_code;
    if (evidence.fact == orders::OrderFact::kRejected) state.sessions[order->session].rejected = true;
  }
  void operator()(const orders::CancelRequested& cancel) {
    if (orders::OrderRecord* order = find_order(state, cancel.key)) order->cancel_requested = true;
  }
  void operator()(const orders::FillBooked& booked) {
    const Execution& execution = booked.execution;
    orders::OrderRecord* order = find_order(state, execution.key);
    if (order == nullptr) return;
    if (execution.perm_id.value() != 0) order->perm_id = execution.perm_id;
    const std::string base = broker::execution_base(execution.exec_id);
    const auto before = order->fills.find(base);
    if (before != order->fills.end() &&
        broker::execution_version(before->second.exec_id) >= broker::execution_version(execution.exec_id))
      return;  // seen, or older than what is booked
    orders::BookedFill fill{.exec_id = execution.exec_id,
                            .quantity = execution.quantity,
                            .price = execution.price,
                            .time = execution.time,
                            .session = booked.session,
                            .settles = booked.settles,
                            .commission = execution.commission,
                            .corrected = before != order->fills.end()};
    Quantity delta = fill.quantity;
    if (before != order->fills.end()) {
      delta -= before->second.quantity;
      book_cash(state, order->side, -before->second.value());
      if (before->second.commission) state.cash_since_nav += *before->second.commission;
    }
    book_cash(state, order->side, fill.value());
    if (fill.commission) state.cash_since_nav -= *fill.commission;
    order->fills[base] = fill;
    state.proven[order->symbol] = "filled before";
    // What positions proved first and an execution reports now is one fill, not two.
    const Quantity already_inferred = min(order->inferred, max(delta, Quantity{}));
    const Quantity already_paid = min(order->inferred_priced, already_inferred);
    order->inferred -= already_inferred;
    order->inferred_priced -= already_paid;
    book_cash(state, order->side,
              -multiply(order->limit, already_inferred - already_paid, Rounding::kHalfEven) -
                  multiply(fill.price, already_paid, Rounding::kHalfEven));
    if (already_paid > Quantity{}) pay_commission_before(order->fills.at(base));
    move_position(state, *order, delta - already_inferred, booked.session, booked.settles);
    order->state = orders::state_after_fill(progress_of(*order));
  }
  void operator()(const orders::CommissionBooked& booked) {
    for (auto& [key, order] : state.orders)
      for (auto& [base, fill] : order.fills)
        if (fill.exec_id == booked.exec_id) return book_commission(fill, booked);
  }
  void operator()(const orders::FillInferred& inferred) {
    orders::OrderRecord* order = find_order(state, inferred.key);
    if (order == nullptr) return;
    order->inferred += inferred.quantity;
    order->inferred_settles = inferred.settles;
    book_cash(state, order->side, multiply(inferred.price, inferred.quantity, Rounding::kHalfEven));
    move_position(state, *order, inferred.quantity, inferred.session, inferred.settles);
    order->state = orders::state_after_fill(progress_of(*order));
  }
  void operator()(const orders::OrderAbandoned& abandoned) {
    orders::OrderRecord* order = find_order(state, abandoned.key);
    // One that is being sent is abandoned by its sender alone, who knows that nothing of its frame left.
    if (order == nullptr || (order->state != OrderState::kPlanned && order->state != OrderState::kSending)) return;
    order->state = OrderState::kAbandoned;
    order->reason = abandoned.reason;
  }
  void operator()(const CashMovement& movement) {
    state.cash_since_nav += movement.amount;
    if (movement.is_price_of_fills) price_inferred_fills();
    if (movement.is_owners_trade || movement.is_price_of_fills) return;
    if (!movement.is_in_last_nav)
      state.flows_since_nav += movement.amount;
    else if (state.last_nav)
      state.last_nav->moved.reset();
    const double equity = state.last_nav ? state.last_nav->net_liquidation.to_double() : 0;
    if (std::abs(movement.amount.to_double()) < kMaxIncomeShare * equity) return;
    if (movement.is_in_last_nav && !state.navs.empty())
      state.navs.back().deposits += movement.amount;
    else
      state.deposits_since_nav += movement.amount;
  }
  void operator()(const PositionsAccepted& accepted) {
    state.positions_taken_since_nav = true;
    for (const PositionsAccepted::Entry& entry : accepted.entries) {
      switch (entry.as) {
        case AcceptAs::kManaged:
          // All the broker shows but what is kept is ours from now on, at whatever count (a split, a transfer).
          state.managed[entry.symbol] =
              max(entry.broker_quantity - max(state.kept_shares(entry.symbol), entry.configured_keep), Quantity{});
          // Kept shares that the owner sold are not kept any more.
          state.kept[entry.symbol] = min(state.kept_shares(entry.symbol), entry.broker_quantity);
          break;
        case AcceptAs::kKept:
          state.kept[entry.symbol] = max(entry.broker_quantity - state.managed_shares(entry.symbol), Quantity{});
          break;
      }
      shrink_lots_to(state, entry.symbol, state.managed_shares(entry.symbol));
      drop_empty(entry.symbol);
    }
  }
  void operator()(const SymbolReleased& released) {
    state.kept[released.symbol] =
        max(state.kept_shares(released.symbol), released.configured_keep) + state.managed_shares(released.symbol);
    state.managed.erase(released.symbol);
    shrink_lots_to(state, released.symbol, Quantity{});
    drop_empty(released.symbol);
  }
  void operator()(const PermissionProven& proven) { state.proven[proven.symbol] = proven.how; }
  void operator()(const PermissionRefused& refused) { state.proven.erase(refused.symbol); }
  void operator()(const FractionRefused& refused) { state.fraction_refused_until[refused.symbol] = refused.until; }
  void operator()(const NavRecorded& nav) {
    state.last_nav = nav;
    state.nav_acknowledged = false;
    state.cash_since_nav = nav.cash_anchor - nav.cash;
    state.bought_since_nav.clear();
    // The broker's own cash has every commission in it, reported or not.
    for (auto& [key, order] : state.orders)
      for (auto& [base, fill] : order.fills)
        if (!fill.commission) fill.paid_unreported = nav.cash_anchor == nav.cash;
    if (nav.cash_anchor == nav.cash) price_inferred_fills();
    state.flows_since_nav = Money{};
    if (state.navs.empty() || state.navs.back().session < nav.session) {
      state.navs.push_back({.session = nav.session, .unmeasured = false});
    }
    NavPoint& point = state.navs.back();
    point.equity = nav.net_liquidation;
    point.deposits += state.deposits_since_nav;
    point.unmeasured = point.unmeasured || state.positions_taken_since_nav;
    state.deposits_since_nav = Money{};
    state.positions_taken_since_nav = false;
  }
  void operator()(const RunEnded& ended) {
    state.last_run = ended.result;
    state.open_run.reset();
    state.open_run_session.reset();
    if (ended.on_target) state.rebalance.reset();
    if (!ended.result.session) return;
    SessionRecord& session = state.sessions[*ended.result.session];
    session.ended = true;
    session.unknown = ended.result.outcome == Outcome::kUnknown;
  }
  void operator()(const Halted& halted) {
    if (!state.halt)
      state.halt = HaltLatch{.id = halted.id, .reason = halted.reason, .why = halted.why, .at = event.at};
  }
  void operator()(const Resumed& resumed) {
    if (state.halt && state.halt->id == resumed.id) state.halt.reset();
    state.resumed_at = event.at;
    // A person has looked: what led to the halt does not halt again by itself.
    for (auto& [date, session] : state.sessions) session.rejected = session.unknown = false;
    state.nav_acknowledged = true;
  }
  void operator()(const OrderIdsUsed& used) {
    state.order_ids_known = true;
    state.order_id_high_water = std::max(state.order_id_high_water, used.through.value());
  }
  void operator()(const LedgerFoundBehind& behind) {
    (*this)(OrderIdsUsed{.through = behind.through});
    state.sessions[behind.session].keys_spent = true;
    for (auto& [key, order] : state.orders) {
      if (order.session != behind.session || order.state != OrderState::kPlanned) continue;
      order.state = OrderState::kAbandoned;
      order.reason = "the ledger lost what became of it: it may have been sent";
    }
  }
  void operator()(const Armed& armed) { state.armed = armed; }
  void operator()(const InstrumentPinned& pinned) { state.pins[pinned.symbol] = pinned; }
  void operator()(const Disarmed&) { state.armed.reset(); }
  void operator()(const StartRejected& start) { state.sessions[start.session].start_rejected = true; }
  void operator()(const SessionWatched& watched) {
    if (!state.watched_through || *state.watched_through < watched.session) state.watched_through = watched.session;
  }
  void operator()(const Checkpoint&) {
    forget_history(state);
    state.checkpointed = state.events;
  }
  void operator()(const CashUpFront& cash) {
    state.cash_up_front = cash;
    state.proceeds_withheld = 0;
  }

  // The ledger's cash is the broker's now: what these fills really cost or brought is in it.
  void price_inferred_fills() {
    for (auto& [key, order] : state.orders) order.inferred_priced = order.inferred;
  }
  void book_commission(orders::BookedFill& fill, const orders::CommissionBooked& booked) {
    if (booked.is_doubtful) {
      fill.doubtful_commission = booked.commission;
      return;
    }
    const bool is_paid = !fill.commission && fill.paid_unreported;
    if (fill.commission) state.cash_since_nav += *fill.commission;
    fill.commission = booked.commission;
    fill.doubtful_commission.reset();
    if (!is_paid) state.cash_since_nav -= booked.commission;
  }
  void pay_commission_before(orders::BookedFill& fill) {
    if (fill.commission)
      state.cash_since_nav += *fill.commission;
    else
      fill.paid_unreported = true;
  }

  void drop_empty(const Symbol& symbol) {
    if (state.managed_shares(symbol) == Quantity{}) state.managed.erase(symbol);
    if (const auto found = state.kept.find(symbol); found != state.kept.end() && found->second == Quantity{})
      state.kept.erase(found);
  }
};

}  // namespace

void apply(LedgerState& state, const LedgerEvent& event) {
  ++state.events;
  if (!state.first_event_at) state.first_event_at = event.at;
  std::visit(Fold{state, event}, event.body);
}

}  // namespace bot::ledger
