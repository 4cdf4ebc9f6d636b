// What an earlier run left (reliability.md 2.5): evidence is booked, nothing is sent again, and every position has to
// be explained before anything new is planned.
#include <algorithm>

#include "ledger/operations.hpp"
#include "plan/order_key.hpp"
#include "run/context.hpp"

namespace bot::run {
namespace {

constexpr Duration kDeadAfterFence = std::chrono::seconds{60};
constexpr Duration kPositionPatience = std::chrono::seconds{60};
const Money kMovementWorthTelling = Money::from_whole(1);
const Money kMovementWorthBooking = Money::from_raw(10'000'000);  // a cent

bool is_dead(const orders::OrderRecord& order, UtcTime now) { return now > order.expires + kDeadAfterFence; }

// An order whose end nobody told: unknown, or told to be filled by more than the executions show.
bool is_open_question(const orders::OrderRecord& order) {
  return order.was_sent() && (!is_terminal(order.state) || order.reported_filled > order.executed());
}

std::vector<OrderKey> dead_questions(const RunContext& run) {
  std::vector<OrderKey> keys;
  for (const auto& [key, order] : run.state().orders)
    if (is_open_question(order) && is_dead(order, run.now())) keys.push_back(key);
  return keys;
}

Quantity unexplained_part(const RunContext& run, const Symbol& symbol) {
  for (const ledger::UnexplainedPosition& open :
       unexplained_positions(run.state(), run.positions, run.options.universe, run.options.keep))
    if (open.symbol == symbol)
      return open.broker - run.state().managed_of(symbol) - ledger::kept_shares(run.state(), symbol, run.options.keep);
  return Quantity{};
}

bool is_managed_or_wanted(const RunContext& run, const Symbol& symbol) {
  return run.state().managed_of(symbol) != Quantity{} ||
         std::ranges::find(run.options.universe, symbol) != run.options.universe.end();
}

StepAnswer check_foreign_orders(RunContext& run) {
  for (const OpenOrder& open : run.snapshot.open_orders) {
    if (run.state().orders.contains(open.key) || orders::order_by_perm_id(run.state().orders, open.perm_id) != nullptr)
      continue;
    if (!is_managed_or_wanted(run, open.symbol)) continue;
    if (open.status == BrokerOrderStatus::kFilled || open.status == BrokerOrderStatus::kCancelled) continue;
    const std::string what =
        fmt::format("an order that is not ours works in {}: {} {}", open.symbol, name(open.side), open.quantity);
    run.find(open.symbol, true, ledger::FindingCode::kForeignOrder, what);
    if (run.is_dry()) continue;
    return Stop{.outcome = ledger::Outcome::kRefused,
                .exit_code = 7,
                .message = what + "; nothing is sent beside it. Cancel it, or take the symbol out of the universe",
                .error = std::nullopt};
  }
  return std::nullopt;
}

}  // namespace

StepAnswer stop_on_alarm(RunContext& run) {
  if (!run.tracker || !run.tracker->alarm()) return std::nullopt;
  return halt_run(run, ledger::halt_reason(run.tracker->alarm()->kind), run.tracker->alarm()->why);
}

void cancel_order(RunContext& run, const OrderKey& key, const std::string& why) {
  const auto found = run.state().orders.find(key);
  if (run.door == nullptr || found == run.state().orders.end() || !found->second.was_sent()) return;
  const ClientOrderId order_id = found->second.order_id;
  // The record first, but a full disk must not keep an order alive.
  if (!found->second.cancel_requested) {
    const auto recorded = run.record(orders::CancelRequested{.key = key, .why = why});
    if (!recorded) run.ports.log.error(recorded.error().text());
  }
  const auto sent = run.door->cancel(order_id);
  if (!sent) run.ports.log.warning(fmt::format("cancelling {}: {}", key, sent.error().text()));
}

Result<void> take_queries(RunContext& run) {
  auto& broker = run.ports.broker;
  const auto read = [&]() -> Result<BrokerSnapshot> {
    BrokerSnapshot all;
    BOT_TRY(all.executions, broker.executions(run.request_deadline()));
    BOT_TRY(all.completed_orders, broker.completed_orders(run.request_deadline()));
    BOT_TRY(all.open_orders, broker.open_orders(run.request_deadline()));
    return all;
  };
  BOT_TRY(BrokerSnapshot all, ask_again<BrokerSnapshot>(run, "asking for the orders", read));
  BOT_TRY_VOID(run.tracker->take(broker.wait_events(run.now()), run.now()));
  BOT_TRY_VOID(run.tracker->take(all, run.now()));
  run.snapshot.executions = std::move(all.executions);
  run.tracker->link_is_trusted_again();
  return {};
}

Result<void> settle_dead_orders(RunContext& run) {
  const std::vector<OrderKey> dead = dead_questions(run);
  for (const OrderKey& key : dead) {
    const orders::OrderRecord& order = run.state().orders.at(key);
    const Quantity missing = unexplained_part(run, order.symbol);
    const Quantity towards = order.side == Side::kBuy ? missing : -missing;
    const bool alone = std::ranges::count_if(dead, [&](const OrderKey& other) {
                         return run.state().orders.at(other).symbol == order.symbol;
                       }) == 1;
    const Quantity unbooked = order.quantity - order.executed();
    std::vector<ledger::LedgerEvent> events;
    const auto add = [&](ledger::EventBody body) {
      events.push_back({.at = run.now(), .run = run.run, .body = std::move(body)});
    };
    if (towards > Quantity{} && towards <= unbooked && alone) {
      const std::string text =
          fmt::format("the positions show {} {} {} that no execution told of", name(order.side), towards, order.symbol);
      add(orders::FillInferred{.key = key,
                               .quantity = towards,
                               .price = order.limit,
                               .session = order.session,
                               .settles = run.ports.calendar.next_settlement_day(order.session),
                               .explanation = text});
      run.find(order.symbol, true, ledger::FindingCode::kInferredFill, text);
    } else if (missing != Quantity{}) {
      continue;  // not explained: the order stays a question, and the run will not go on
    }
    if (!is_terminal(order.state))
      add(orders::OrderEvidence{.key = key,
                                .fact = orders::OrderFact::kExpired,
                                .source = orders::EvidenceSource::kPositions,
                                .filled = {},
                                .perm_id = {},
                                .text = "no word of it; past its expiry, and the positions agree"});
    if (!events.empty()) BOT_TRY_VOID(run.ledger.append_all(events));
  }
  return {};
}

StepAnswer recover(RunContext& run) {
  run.journal = std::make_unique<LedgerJournal>(run.ledger, run.run);
  run.tracker.emplace(*run.journal, run.ports.calendar,
                      orders::TrackerOptions{.account = run.options.account, .session = run.asof});
  if (auto taken = run.tracker->take(run.snapshot, run.now()); !taken) return stop_of(taken.error());
  if (auto stop = stop_on_alarm(run)) return stop;
  if (auto stop = check_foreign_orders(run)) return stop;
  for (const auto& [symbol, quantity] : run.positions)
    if (quantity < Quantity{} && is_managed_or_wanted(run, symbol))
      return halt_run(run, ledger::HaltReason::kShortPosition,
                      fmt::format("the account is short {} {}", -quantity, symbol));

  std::vector<OrderKey> silent;
  for (const orders::OrderRecord* order : run.state().live_orders())
    if (!is_dead(*order, run.now()) && (order->state == OrderState::kSending || order->state == OrderState::kUnknown))
      silent.push_back(order->key);
  for (const OrderKey& key : silent) {
    auto noted = run.tracker->give_up_waiting(key, "no word of it from the broker", run.now());
    if (!noted) return stop_of(noted.error());
    cancel_order(run, key, "unknown after a restart");
  }
  if (run.is_dry()) return std::nullopt;
  // Something is still under way today: the phases follow it and prove the positions themselves.
  if (!run.state().live_orders().empty() && dead_questions(run).empty()) return std::nullopt;
  auto positions = settled_positions(run, run.now() + kPositionPatience);
  if (!positions) return stop_of(positions.error());
  run.positions = std::move(*positions);
  if (auto settled = settle_dead_orders(run); !settled) return stop_of(settled.error());
  return std::nullopt;
}

StepAnswer explain_positions(RunContext& run) {
  const auto open = ledger::unexplained_positions(run.state(), run.positions, run.options.universe, run.options.keep);
  for (const ledger::UnexplainedPosition& position : open)
    run.find(position.symbol, true, ledger::FindingCode::kUnexplainedPosition,
             fmt::format("{}: the broker shows {}, the ledger explains {}; it looks like: {}", position.symbol,
                         position.broker, position.explained, position.proposal));
  if (open.empty()) return std::nullopt;
  if (run.is_dry()) {
    run.first_meeting = true;
    return std::nullopt;
  }
  return Stop{.outcome = ledger::Outcome::kHalted,
              .exit_code = 7,
              .message = fmt::format(
                  "{} position(s) that the ledger did not make, first {}: broker {}, ledger {} ({}). "
                  "Nothing was sent. Run `bot accept-positions`",
                  open.size(), open.front().symbol, open.front().broker, open.front().explained, open.front().proposal),
              .error = std::nullopt};
}

Result<void> book_cash_movement(RunContext& run) {
  const auto expected = run.state().expected_cash();
  const auto told = run.snapshot.values.usd("TotalCashValue");
  if (!expected || !told) return {};
  const Money difference = *told - *expected;
  if (abs(difference) < kMovementWorthBooking) return {};
  const std::string_view kind = difference > Money{} ? "deposit, dividend or interest" : "withdrawal or fee";
  BOT_TRY_VOID(
      run.record(ledger::CashMovement{.amount = difference, .session = run.asof, .explanation = std::string(kind)}));
  if (abs(difference) < kMovementWorthTelling) return {};
  const std::string text = fmt::format("${} came or went without an order of ours: {}", difference, kind);
  run.find(std::nullopt, false, ledger::FindingCode::kCashMovement, text);
  if (run.notifier == nullptr) return {};
  ports::Alert alert = alert_of(run, ports::AlertKind::kCashMovement, ports::Severity::kInfo);
  alert.title = difference > Money{} ? "Cash came in" : "Cash went out";
  alert.text = text;
  alert.facts = {{"amount", difference.str()}, {"cash", told->str()}};
  alert.dedupe_key = "cash_movement";
  return run.notifier->put(alert);
}

}  // namespace bot::run
