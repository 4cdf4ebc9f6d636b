#include "run/execute.hpp"

#include <algorithm>

#include "run/prove.hpp"
#include "run/settle_buys.hpp"

namespace bot::run {
namespace {

std::vector<OrderKey> planned_keys(const Runtime& runtime, Side side) {
  std::vector<OrderKey> keys;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof))
    if (order->side == side && order->state == OrderState::kPlanned) keys.push_back(order->key);
  return keys;
}

std::vector<OrderKey> sent_keys(const Runtime& runtime) {
  std::vector<OrderKey> keys;
  for (const orders::OrderRecord* order : runtime.state().orders_of(runtime.timing.asof))
    if (order->was_sent()) keys.push_back(order->key);
  return keys;
}

bool all_sent_are_terminal(const Runtime& runtime) {
  return std::ranges::all_of(runtime.state().orders_of(runtime.timing.asof), [](const orders::OrderRecord* order) {
    return !order->was_sent() || is_terminal(order->state);
  });
}

Money worst_cost(const Runtime& runtime, const OrderKey& key) {
  const orders::OrderRecord& order = runtime.state().orders.at(key);
  return plan::buy_cost(order.limit, order.quantity, runtime.options.plan.costs);
}

TradeFacts send_sells(const Runtime& runtime, const OrderFollower& follower, OrderSender& sender, TradeFacts facts) {
  for (const OrderKey& key : planned_keys(runtime, Side::kSell)) {
    facts = sender.send(key, std::move(facts));
    if (follower.frozen()) return facts;
  }
  sender.follow(sent_keys(runtime), runtime.deadlines().last_buy_phase);
  return facts;
}

TradeFacts send_buys(const Runtime& runtime, const OrderFollower& follower, OrderSender& sender, SettledBuys buys) {
  TradeFacts facts = std::move(buys.facts);
  for (const OrderKey& key : buys.keys) {
    if (follower.frozen()) return facts;
    facts = sender.send(key, std::move(facts));
    if (facts.buy_budget && runtime.state().orders.at(key).was_sent())
      facts.buy_budget = *facts.buy_budget - worst_cost(runtime, key);
  }
  return facts;
}

}  // namespace

void follow_earlier_orders(Runtime& runtime, OrderSender& sender) {
  sender.follow(sent_keys(runtime), runtime.deadlines().last_buy_phase);
}

TradeFacts execute(Runtime& runtime, OrderFollower& follower, OrderSender& sender, const WrittenPlan& written) {
  TradeFacts facts = written.facts();
  const UtcTime last_buy_phase = runtime.deadlines().last_buy_phase;
  if (!sent_keys(runtime).empty()) {
    // A later start: the baseline still has to hold before anything more leaves.
    if (!follower.frozen() && !all_sent_are_terminal(runtime))
      follower.freeze("orders of an earlier start are still open");
    if (!follower.frozen()) facts = prove_sells(runtime, follower, std::move(facts));
    if (!follower.frozen() && !planned_keys(runtime, Side::kSell).empty())
      facts = reread_cash(runtime, follower, std::move(facts));
  }
  if (!follower.frozen()) facts = send_sells(runtime, follower, sender, std::move(facts));
  const std::vector<OrderKey> buys = planned_keys(runtime, Side::kBuy);
  if (follower.frozen() || buys.empty()) return facts;
  if (!all_sent_are_terminal(runtime))
    follower.freeze("the sells did not come to their end in time: no buy is sent");
  else
    facts = prove_sells(runtime, follower, std::move(facts));
  if (follower.frozen()) return facts;
  if (runtime.now() > last_buy_phase) {
    for (const OrderKey& key : buys) sender.abandon(key, schedule::too_late_for_buys());
    return facts;
  }
  return send_buys(runtime, follower, sender, settle_buys(runtime, follower, std::move(facts), buys));
}

}  // namespace bot::run
