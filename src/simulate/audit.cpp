#include "simulate/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bot::simulate {
namespace {

Quantity held(const std::map<Symbol, Quantity>& positions, const Symbol& symbol) {
  const auto found = positions.find(symbol);
  return found == positions.end() ? Quantity{} : found->second;
}

struct PromiseText {
  std::string_view number;
  std::string_view sentence;
};
PromiseText text_of(Promise promise) {
  switch (promise) {
    case Promise::kOnce:
      return {"I1", "no order key and no order id is sent twice"};
    case Promise::kWrittenFirst:
      return {"I2", "the ledger says SENDING before the frame leaves"};
    case Promise::kAsPlanned:
      return {"I3", "no more is traded than was intended, on one side"};
    case Promise::kBetween:
      return {"I4", "positions stay between what was held and what was wanted"};
    case Promise::kFence:
      return {"I5", "no order lives past its expiry"};
    case Promise::kNeverShort:
      return {"I6", "never short"};
    case Promise::kCash:
      return {"I7", "no buy before the sells, cash never below zero"};
    case Promise::kSettlement:
      return {"I8", "nothing sold before its money has settled"};
    case Promise::kManagedOnly:
      return {"I9", "nothing outside the universe is touched"};
    case Promise::kWindow:
      return {"I11", "no frame outside the window"};
    case Promise::kOneRun:
      return {"I12", "one plan a session, a second start sends nothing anew"};
    case Promise::kReplay:
      return {"I13", "the ledger on disk gives the state in memory"};
    case Promise::kBooked:
      return {"I14", "every trade is booked, or trading is halted"};
    case Promise::kConverges:
      return {"I15", "once the trouble is over, the account is on target"};
    case Promise::kTruth:
      return {"I16", "numbers told are those of the account"};
    case Promise::kTold:
      return {"I17", "every run that trades or fails is told"};
    case Promise::kHaltSticks:
      return {"I22", "halted means no frame until a person resumes"};
  }
  return {"", ""};
}

}  // namespace

std::string_view number_of(Promise promise) { return text_of(promise).number; }
std::string_view sentence_of(Promise promise) { return text_of(promise).sentence; }

void Audit::broken(Promise promise, const std::string& what) {
  ++counts_[promise].broken;
  problems_.push_back(fmt::format("{} {}: {}", to_iso(world_.session), number_of(promise), what));
}

std::string Audit::text() const {
  std::string all;
  for (const std::string& line : problems_) all += line + "\n";
  return all;
}

Audit::Count Audit::count(Promise promise) const {
  const auto found = counts_.find(promise);
  return found == counts_.end() ? Count{} : found->second;
}

void Audit::begin() {
  world_.keep_truth();
  before_ = world_.truth.positions;
  first_frame_ = world_.truth_frames.size();
  first_trade_ = world_.truth_trades.size();
  moved_by_owner_ = false;
  said_well_ = false;
  const ledger::LedgerState state = world_.state();
  halted_since_ = state.halt ? std::optional(state.halt->id) : std::nullopt;
  settled_before_ = world_.truth.settled_cash;
}

void Audit::after_run(const ledger::RunResult& result) {
  looked_at(Promise::kReplay);
  if (ledger::digest(world_.state()) != world_.live_digest)
    broken(Promise::kReplay, "the ledger read again is not the one the run had");
  said_well_ = result.exit_code == 0;
  world_.keep_truth();
  const bool full_account = result.equity && result.exit_code == 0 && result.outcome != ledger::Outcome::kAlreadyDone;
  if (!full_account) return;
  looked_at(Promise::kTruth);
  // Prices move while the run ends: the positions have to be right to the share, the values nearly.
  for (const auto& [symbol, line] : result.positions)
    if (line.shares != held(world_.truth.positions, symbol))
      broken(Promise::kTruth, fmt::format("{} shares of {} were told, there are {}", line.shares, symbol,
                                          held(world_.truth.positions, symbol)));
  const double told = result.equity->to_double();
  const double real = world_.truth.net_liquidation.to_double();
  if (std::abs(told - real) > 0.005 * real)
    broken(Promise::kTruth, fmt::format("equity told {:.2f}, really {:.2f}", told, real));
}

void Audit::end() {
  world_.keep_truth();
  const ledger::LedgerState state = world_.state();
  check_frames(state);
  check_trades(state);
  check_positions(state);
  looked_at(Promise::kCash);
  if (world_.lowest_cash < Money{}) broken(Promise::kCash, fmt::format("cash was {}", world_.lowest_cash));
  looked_at(Promise::kFence);
  if (world_.truth.open_orders != 0)
    broken(Promise::kFence, fmt::format("{} order(s) open overnight", world_.truth.open_orders));
  looked_at(Promise::kHaltSticks);
  if (halted_since_ && frames_today() > 0 && (!state.resumed_at || state.halt))
    broken(Promise::kHaltSticks, fmt::format("{} frame(s) while {} was in force", frames_today(), *halted_since_));
}

void Audit::check_settled() {
  const ledger::LedgerState state = world_.state();
  world_.keep_truth();
  looked_at(Promise::kConverges);
  if (state.halt) broken(Promise::kConverges, "still halted: " + state.halt->why);
  if (!state.live_orders().empty())
    broken(Promise::kConverges, state.live_orders().front()->key.value() + " has no end");
  if (state.open_run) broken(Promise::kConverges, "a run has no end");
  for (const Symbol& symbol : world_.options.universe)
    if (state.explained(symbol) != held(world_.truth.positions, symbol))
      broken(Promise::kBooked, fmt::format("{}: the ledger has {}, the account {}", symbol, state.explained(symbol),
                                           held(world_.truth.positions, symbol)));
}

void Audit::check_on_target(const ledger::RunResult& result) {
  looked_at(Promise::kConverges);
  if (result.outcome != ledger::Outcome::kDone && result.outcome != ledger::Outcome::kNothingToDo)
    broken(Promise::kConverges, fmt::format("{} instead of done: {}", name(result.outcome), result.message));
  if (!result.equity || result.exit_code != 0)
    return broken(Promise::kConverges, fmt::format("exit code {}", result.exit_code));
  for (const Symbol& symbol : world_.options.universe) {
    const auto line = result.positions.find(symbol);
    const double weight = line == result.positions.end() ? 0 : line->second.weight;
    const double share =
        line == result.positions.end() ? 0 : line->second.price.to_double() / result.equity->to_double();
    const auto target = result.targets.find(symbol);
    const double wanted = target == result.targets.end() ? 0 : target->second;
    if (std::abs(weight - wanted) > world_.options.plan.drift_band + share + 0.002)
      broken(Promise::kConverges,
             fmt::format("{} has a weight of {:.4f}, the target is {:.4f}", symbol, weight, wanted));
  }
}

void Audit::check_told(const ledger::RunResult& result, const std::vector<ports::Alert>& alerts) {
  const bool is_silent =
      result.outcome == ledger::Outcome::kMarketClosed || result.outcome == ledger::Outcome::kNotMySlot;
  looked_at(Promise::kTold);
  const auto of_run = [&](const ports::Alert& alert) { return alert.run_id == result.run_id; };
  if (!is_silent && std::ranges::none_of(alerts, of_run))
    broken(Promise::kTold, fmt::format("run {} ended {} and nobody was told", result.run_id, name(result.outcome)));
  for (const ports::Alert& alert : alerts)
    if (of_run(alert) && alert.kind == ports::AlertKind::kSuccess && result.exit_code != 0)
      broken(Promise::kTold,
             fmt::format("run {} ended {} and was told as a success", result.run_id, name(result.outcome)));
}

bool Audit::is_managed(const Symbol& symbol, const ledger::LedgerState& state) const {
  return std::ranges::find(world_.options.universe, symbol) != world_.options.universe.end() ||
         state.managed.contains(symbol);
}

void Audit::check_frames(const ledger::LedgerState& state) {
  const auto deadlines = schedule::deadlines_of(*world_.calendar.session_on(world_.session), world_.options.schedule);
  std::map<Symbol, Quantity> sold;
  for (std::size_t i = first_frame_; i < world_.truth_frames.size(); ++i) {
    const gateway::GroundTruth::OrderFrame& frame = world_.truth_frames[i];
    const std::string what =
        fmt::format("{} {} {} {}", frame.order_ref, name(frame.side), frame.quantity, frame.symbol);
    for (const Promise promise :
         {Promise::kOnce, Promise::kWrittenFirst, Promise::kManagedOnly, Promise::kWindow, Promise::kAsPlanned})
      looked_at(promise);
    if (!keys_.insert(frame.order_ref).second) broken(Promise::kOnce, what + " was sent twice");
    if (!ids_.insert({frame.client_id, frame.order_id}).second)
      broken(Promise::kOnce, what + " has an order id used before");
    if (!is_managed(frame.symbol, state)) broken(Promise::kManagedOnly, what + " is not ours to trade");
    if (frame.received > deadlines.last_order + std::chrono::seconds{1} || frame.received < deadlines.first_by_hand)
      broken(Promise::kWindow, what + " left outside the window");
    if (frame.side == Side::kSell) sold[frame.symbol] += frame.quantity;
    const auto record = state.orders.find(OrderKey{frame.order_ref});
    if (record == state.orders.end() || !record->second.was_sent() || record->second.sent_at > frame.received) {
      broken(Promise::kWrittenFirst, what + " was not in the ledger first");
      continue;
    }
    const orders::OrderRecord& order = record->second;
    if (order.session != world_.session || order.symbol != frame.symbol || order.side != frame.side ||
        frame.quantity > order.intended || order.order_id.value() != frame.order_id)
      broken(Promise::kAsPlanned, what + " is not what the ledger planned");
  }
  looked_at(Promise::kNeverShort);
  for (const auto& [symbol, quantity] : sold)
    if (quantity > held(before_, symbol) && !moved_by_owner_)
      broken(Promise::kNeverShort, fmt::format("{} {} ordered sold, {} held", quantity, symbol, held(before_, symbol)));
}

void Audit::check_trades(const ledger::LedgerState& state) {
  std::map<OrderKey, Quantity> by_key;
  std::optional<UtcTime> first_buy_frame;
  for (std::size_t i = first_frame_; i < world_.truth_frames.size(); ++i)
    if (world_.truth_frames[i].side == Side::kBuy && !first_buy_frame)
      first_buy_frame = world_.truth_frames[i].received;
  const std::vector<Execution> trades(world_.truth_trades.begin() + static_cast<std::ptrdiff_t>(first_trade_),
                                      world_.truth_trades.end());
  for (const Execution& trade : trades) {
    looked_at(Promise::kAsPlanned);
    by_key[trade.key] += trade.quantity;
    if (trade.side == Side::kSell && first_buy_frame && trade.time > *first_buy_frame)
      broken(Promise::kCash, fmt::format("{} was sold after a buy was sent", trade.symbol));
    const auto order = state.orders.find(trade.key);
    looked_at(Promise::kFence);
    if (order != state.orders.end() && trade.time > order->second.expires + std::chrono::seconds{1})
      broken(Promise::kFence, fmt::format("{} traded after its expiry", trade.key));
  }
  for (const auto& [key, quantity] : by_key) {
    const auto record = state.orders.find(key);
    if (record == state.orders.end() || quantity > record->second.intended)
      broken(Promise::kAsPlanned, fmt::format("{} traded {}, more than its intent", key, quantity));
  }
  looked_at(Promise::kOneRun);
  std::map<Symbol, int> keys_of;
  for (const orders::OrderRecord* order : state.orders_of(world_.session)) {
    ++keys_of[order->symbol];
    Quantity told;
    for (const auto& [id, fill] : order->fills) told += fill.quantity;
    if (told > by_key[order->key])
      broken(Promise::kBooked, order->key.value() + " is booked with fills that never were");
  }
  for (const auto& [symbol, count] : keys_of)
    if (count > 1) broken(Promise::kOneRun, fmt::format("{} has {} keys in one session", symbol, count));
  // A run that says all is well has booked every share the broker traded.
  if (said_well_) {
    looked_at(Promise::kBooked);
    for (const auto& [key, quantity] : by_key) {
      const auto record = state.orders.find(key);
      if (record == state.orders.end() || record->second.executed() != quantity)
        broken(Promise::kBooked, fmt::format("{} of {} are booked as {}", quantity, key,
                                             record == state.orders.end() ? Quantity{} : record->second.executed()));
    }
  }
  looked_at(Promise::kSettlement);
  for (const std::string& what : settlement_.session({.session = *world_.calendar.session_on(world_.session),
                                 .settled_cash = settled_before_,
                                 .held = before_,
                                 .margin = world_.options.lock_margin_sessions,
                                 .trades = trades}))
    broken(Promise::kSettlement, what);
}

void Audit::check_positions(const ledger::LedgerState& state) {
  std::map<Symbol, Quantity> bought, sold;
  for (std::size_t i = first_trade_; i < world_.truth_trades.size(); ++i) {
    const Execution& trade = world_.truth_trades[i];
    (trade.side == Side::kBuy ? bought : sold)[trade.symbol] += trade.quantity;
  }
  std::map<Symbol, Quantity> intended;
  for (const orders::OrderRecord* order : state.orders_of(world_.session))
    intended[order->symbol] += order->side == Side::kBuy ? order->intended : -order->intended;
  for (const auto& [symbol, quantity] : world_.truth.positions) {
    looked_at(Promise::kBetween);
    if (quantity < Quantity{}) broken(Promise::kNeverShort, fmt::format("{} {}", quantity, symbol));
    if (moved_by_owner_) continue;
    const Quantity before = held(before_, symbol);
    const Quantity wanted = before + (intended.contains(symbol) ? intended[symbol] : Quantity{});
    if (quantity != before + bought[symbol] - sold[symbol])
      broken(Promise::kBetween, fmt::format("{} does not add up", symbol));
    if (quantity < std::min(before, wanted) || quantity > std::max(before, wanted))
      broken(Promise::kBetween, fmt::format("{}: {} held, {} before, {} wanted", symbol, quantity, before, wanted));
  }
}

}  // namespace bot::simulate
