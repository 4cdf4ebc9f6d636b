#include "run/recover.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/wording.hpp"
#include "ledger/holdings.hpp"
#include "run/halt.hpp"
#include "run/order_ids.hpp"
#include "run/trade_facts.hpp"

namespace bot::run {
namespace {

constexpr Duration kPositionsTimeout = std::chrono::seconds{60};

bool is_dead(const orders::OrderRecord& order, UtcTime now) { return now > schedule::dead_after(order.expires); }

std::vector<OrderKey> expired_of_unknown_end(const Runtime& runtime) {
  std::vector<OrderKey> keys;
  for (const auto& [key, order] : runtime.state().orders)
    if (order.has_unknown_end() && is_dead(order, runtime.now())) keys.push_back(key);
  return keys;
}

std::vector<ledger::UnexplainedPosition> unexplained(const Runtime& runtime, const PositionMap& positions) {
  return ledger::unexplained_positions(runtime.state(), positions, runtime.options.universe, runtime.options.keep);
}

Quantity unexplained_part(const Runtime& runtime, const PositionMap& positions, const Symbol& symbol) {
  for (const ledger::UnexplainedPosition& open : unexplained(runtime, positions))
    if (open.symbol == symbol) return open.broker - open.explained;
  return Quantity{};
}

// An option on a managed stock, or another listing under its ticker, is the owner's business. What names no contract
// may be ours.
bool is_in_our_contracts(const Runtime& runtime, const OpenOrder& open) {
  if (!is_managed(runtime, open.symbol) || open.security_type != kStock) return false;
  const auto ours = ledger::contract_of(runtime.state(), open.symbol);
  return !ours || open.con_id == ConId{} || open.con_id == *ours;
}

Staged<void> check_foreign_orders(Runtime& runtime, const OrderSender* sender,
                                  const std::vector<OpenOrder>& open_orders) {
  const auto& ours = runtime.state().orders;
  for (const OpenOrder& open : open_orders) {
    if (orders::order_of(ours, open) != nullptr) continue;
    // A dry run asks as another client than trade does: there the key alone says whose it is.
    if (sender == nullptr && ours.contains(open.key)) continue;
    if (!is_in_our_contracts(runtime, open)) continue;
    if (open.status == BrokerOrderStatus::kFilled || open.status == BrokerOrderStatus::kCancelled) continue;
    const std::string what =
        fmt::format("an order that is not ours works in {}: {} {}", open.symbol, name(open.side), open.quantity);
    runtime.error(open.symbol, ledger::FindingCode::kForeignOrder, what);
    if (sender != nullptr) return stopped(Ending::kForeignOrder, what);
  }
  return {};
}

Staged<void> check_short_positions(Runtime& runtime, const PositionMap& positions) {
  for (const auto& [symbol, shares] : positions)
    if (shares < Quantity{} && is_managed(runtime, symbol))
      return stopped(halt(runtime, ledger::HaltReason::kShortPosition,
                          fmt::format("the account is short {} {}", -shares, symbol)));
  return {};
}

Result<void> cancel_silent_orders(Runtime& runtime, OrderFollower& follower, OrderSender* sender) {
  std::vector<OrderKey> silent;
  for (const orders::OrderRecord* order : runtime.state().live_orders())
    if (!is_dead(*order, runtime.now()) &&
        (order->state == OrderState::kSending || order->state == OrderState::kUnknown))
      silent.push_back(order->key);
  for (const OrderKey& key : silent) {
    BOT_TRY_VOID(follower.give_up_waiting(key, "no reply from the broker"));
    if (sender != nullptr) sender->cancel(key, "unknown after a restart");
  }
  return {};
}

}  // namespace

Staged<PositionMap> recover(Runtime& runtime, OrderFollower& follower, OrderSender* sender, const Account& account) {
  BOT_STAGE_VOID(check_order_ids(runtime));
  BOT_STAGE_VOID(follower.book(account.snapshot));
  if (const auto& alarm = follower.alarm()) return stopped(halt(runtime, ledger::halt_reason(alarm->kind), alarm->why));
  BOT_STAGE_VOID(check_foreign_orders(runtime, sender, account.snapshot.open_orders));
  BOT_STAGE_VOID(check_short_positions(runtime, account.positions));
  BOT_STAGE_VOID(cancel_silent_orders(runtime, follower, sender));
  if (sender == nullptr) return account.positions;
  if (runtime.state().live_orders().empty()) BOT_STAGE_VOID(check_keys_unspent(runtime));
  // Something is still under way today: the phases follow it and prove the positions themselves.
  if (!runtime.state().live_orders().empty() && expired_of_unknown_end(runtime).empty()) return account.positions;
  BOT_STAGE(PositionMap positions, read_settled_positions(runtime, runtime.now() + kPositionsTimeout));
  BOT_STAGE_VOID(settle_dead_orders(runtime, positions));
  return positions;
}

Result<void> settle_dead_orders(Runtime& runtime, const PositionMap& positions) {
  const std::vector<OrderKey> dead = expired_of_unknown_end(runtime);
  for (const OrderKey& key : dead) {
    const orders::OrderRecord& order = runtime.state().orders.at(key);
    const Quantity missing = unexplained_part(runtime, positions, order.symbol);
    const Quantity towards = order.side == Side::kBuy ? missing : -missing;
    const bool is_alone = std::ranges::count_if(dead, [&](const OrderKey& other) {
                            return runtime.state().orders.at(other).symbol == order.symbol;
                          }) == 1;
    if (towards > Quantity{} && towards <= order.quantity - order.executed() && is_alone) {
      const std::string text = fmt::format("the positions show {} {} {} that no execution reported", name(order.side),
                                           towards, order.symbol);
      BOT_TRY_VOID(
          runtime.record(orders::FillInferred{.key = key,
                                              .quantity = towards,
                                              .price = order.limit,
                                              .session = order.session,
                                              .settles = runtime.ports.calendar.next_settlement_day(order.session),
                                              .explanation = text}));
      runtime.error(order.symbol, ledger::FindingCode::kInferredFill, text);
    } else if (missing != Quantity{}) {
      continue;  // not explained: the end of the order stays unknown, and the run will not go on
    }
    if (is_terminal(order.state)) continue;
    const std::string last_known = order.state == OrderState::kUnknown ? order.reason : "nobody told its end";
    BOT_TRY_VOID(
        runtime.record(orders::OrderEvidence{.key = key,
                                             .fact = orders::OrderFact::kExpired,
                                             .source = orders::EvidenceSource::kPositions,
                                             .text = last_known + "; past its expiry, and the positions agree"}));
  }
  return {};
}

Result<void> abandon_old_intents(Runtime& runtime) {
  std::vector<ledger::EventBody> events;
  for (const auto& [key, order] : runtime.state().orders)
    if (order.state == OrderState::kPlanned && order.session < runtime.timing.asof)
      events.push_back(orders::OrderAbandoned{.key = key, .reason = "its session ended before it was sent"});
  return runtime.record_all(std::move(events));
}

std::vector<ledger::UnexplainedPosition> find_unexplained(Runtime& runtime, const PositionMap& positions) {
  std::vector<ledger::UnexplainedPosition> open = unexplained(runtime, positions);
  for (const ledger::UnexplainedPosition& position : open)
    runtime.error(position.symbol, ledger::FindingCode::kUnexplainedPosition,
                  fmt::format("the broker shows {}, the ledger explains {}; it looks like: {}", position.broker,
                              position.explained, position.proposal));
  return open;
}

}  // namespace bot::run
