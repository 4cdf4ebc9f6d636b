// What has to hold after every session whatever went wrong in it, from what the gateway really saw and did.
#pragma once

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "simulation/simulated_world.hpp"

namespace bot::test {

class SessionAudit {
 public:
  explicit SessionAudit(SimulatedWorld& world) : world_(world) {}

  // Before the session's first start.
  void begin() {
    world_.keep_truth();
    before_ = world_.truth.positions;
    first_frame_ = world_.truth_frames.size();
    first_trade_ = world_.truth_trades.size();
    moved_by_owner_ = false;
  }
  // Shares came or went without an order in this session.
  void owner_moves() { moved_by_owner_ = true; }

  // In the evening.
  void end() {
    world_.keep_truth();
    const trade::LedgerState state = world_.state();
    check_frames(state);
    check_trades(state);
    if (world_.lowest_cash < Money{}) problem(fmt::format("cash was {}", world_.lowest_cash));
    if (world_.truth.open_orders != 0) problem(fmt::format("{} order(s) open overnight", world_.truth.open_orders));
  }

  [[nodiscard]] std::size_t frames_today() const { return world_.truth_frames.size() - first_frame_; }
  [[nodiscard]] const std::vector<std::string>& problems() const { return problems_; }
  [[nodiscard]] std::string text() const {
    std::string all;
    for (const std::string& line : problems_) all += line + "\n";
    return all;
  }
  void problem(const std::string& what) { problems_.push_back(to_iso(world_.session) + ": " + what); }

  // Every share where the ledger thinks it is, nothing asked and not answered.
  void check_settled() {
    const trade::LedgerState state = world_.state();
    world_.keep_truth();
    if (state.halt) problem("still halted: " + state.halt->why);
    if (!state.live_orders().empty()) problem(state.live_orders().front()->key.value() + " has no end");
    if (state.open_run) problem("a run has no end");
    for (const Symbol& symbol : world_.options.universe)
      if (state.explained(symbol) != held(world_.truth.positions, symbol))
        problem(fmt::format("{}: the ledger has {}, the account {}", symbol, state.explained(symbol),
                            held(world_.truth.positions, symbol)));
  }
  // Weights inside the band, with one share for rounding.
  void check_on_target(const trade::RunResult& result) {
    if (result.outcome != trade::Outcome::kDone && result.outcome != trade::Outcome::kNothingToDo)
      problem(fmt::format("{} instead of done: {}", trade::name(result.outcome), result.message));
    if (!result.equity || result.exit_code != 0) return problem(fmt::format("exit code {}", result.exit_code));
    for (const Symbol& symbol : world_.options.universe) {
      const auto line = result.positions.find(symbol);
      const double weight = line == result.positions.end() ? 0 : line->second.weight;
      const double share =
          line == result.positions.end() ? 0 : line->second.price.to_double() / result.equity->to_double();
      const auto target = result.targets.find(symbol);
      const double wanted = target == result.targets.end() ? 0 : target->second;
      if (std::abs(weight - wanted) > world_.options.drift_band + share + 0.002)
        problem(fmt::format("{} has a weight of {:.4f}, the target is {:.4f}", symbol, weight, wanted));
    }
  }

 private:
  static Quantity held(const std::map<Symbol, Quantity>& positions, const Symbol& symbol) {
    const auto found = positions.find(symbol);
    return found == positions.end() ? Quantity{} : found->second;
  }
  [[nodiscard]] bool is_managed(const Symbol& symbol) const {
    return std::ranges::find(world_.options.universe, symbol) != world_.options.universe.end();
  }

  void check_frames(const trade::LedgerState& state) {
    const UtcTime last_order =
        trade::deadlines_of(*world_.calendar.session_on(world_.session), world_.options).last_order;
    std::map<Symbol, Quantity> sold;
    for (std::size_t i = first_frame_; i < world_.truth_frames.size(); ++i) {
      const gateway::Truth::OrderFrame& frame = world_.truth_frames[i];
      const std::string what =
          fmt::format("{} {} {} {}", frame.order_ref, name(frame.side), frame.quantity, frame.symbol);
      if (!keys_.insert(frame.order_ref).second) problem(what + " was sent twice");
      if (!ids_.insert({frame.client_id, frame.order_id}).second) problem(what + " has an order id used before");
      if (!is_managed(frame.symbol)) problem(what + " is not ours to trade");
      if (frame.received > last_order + std::chrono::seconds{1}) problem(what + " left too late");
      if (frame.side == Side::kSell) sold[frame.symbol] += frame.quantity;
      const auto record = state.orders.find(OrderKey{frame.order_ref});
      if (record == state.orders.end() || !record->second.was_sent()) {
        problem(what + " is not in the ledger");
        continue;
      }
      const trade::OrderRecord& order = record->second;
      if (order.session != world_.session || order.symbol != frame.symbol || order.side != frame.side ||
          frame.quantity > order.intended || order.order_id.value() != frame.order_id)
        problem(what + " is not what the ledger planned");
    }
    for (const auto& [symbol, quantity] : sold)
      if (quantity > held(before_, symbol) && !moved_by_owner_)
        problem(fmt::format("{} {} ordered sold, {} held", quantity, symbol, held(before_, symbol)));
  }

  void check_trades(const trade::LedgerState& state) {
    std::map<Symbol, Quantity> bought, sold;
    std::map<OrderKey, Quantity> by_key;
    std::optional<UtcTime> first_buy_frame;
    for (std::size_t i = first_frame_; i < world_.truth_frames.size(); ++i)
      if (world_.truth_frames[i].side == Side::kBuy && !first_buy_frame)
        first_buy_frame = world_.truth_frames[i].received;
    for (std::size_t i = first_trade_; i < world_.truth_trades.size(); ++i) {
      const Execution& trade = world_.truth_trades[i];
      (trade.side == Side::kBuy ? bought : sold)[trade.symbol] += trade.quantity;
      by_key[trade.key] += trade.quantity;
      if (trade.side == Side::kSell && first_buy_frame && trade.time > *first_buy_frame)
        problem(fmt::format("{} was sold after a buy was sent", trade.symbol));
    }
    for (const auto& [key, quantity] : by_key) {
      const auto record = state.orders.find(key);
      if (record == state.orders.end() || quantity > record->second.intended)
        problem(fmt::format("{} traded {}, more than its intent", key, quantity));
    }
    std::map<Symbol, int> keys_of;
    for (const trade::OrderRecord* order : state.orders_of(world_.session)) {
      ++keys_of[order->symbol];
      Quantity told;
      for (const auto& [id, fill] : order->fills) told += fill.quantity;
      if (told > by_key[order->key]) problem(order->key.value() + " is booked with fills that never were");
    }
    for (const auto& [symbol, count] : keys_of)
      if (count > 1) problem(fmt::format("{} has {} keys in one session", symbol, count));
    for (const auto& [symbol, quantity] : world_.truth.positions)
      if (!moved_by_owner_ && quantity != held(before_, symbol) + bought[symbol] - sold[symbol])
        problem(fmt::format("{} does not add up", symbol));
  }

  SimulatedWorld& world_;
  std::map<Symbol, Quantity> before_;
  std::size_t first_frame_ = 0;
  std::size_t first_trade_ = 0;
  bool moved_by_owner_ = false;
  std::set<std::string> keys_;
  std::set<std::pair<std::int64_t, std::int64_t>> ids_;
  std::vector<std::string> problems_;
};

}  // namespace bot::test
