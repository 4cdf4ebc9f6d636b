#include "simulate/audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/wording.hpp"
#include "ledger/explained.hpp"
#include "ledger/holdings.hpp"

namespace bot::simulate {
namespace {

Quantity held(const std::map<Symbol, Quantity>& positions, const Symbol& symbol) {
  const auto found = positions.find(symbol);
  return found == positions.end() ? Quantity{} : found->second;
}

struct InvariantText {
  std::string_view number;
  std::string_view sentence;
};
InvariantText describe(Invariant invariant) {
  switch (invariant) {
    case Invariant::kOnce:
      return {"I1", "no order key and no order id is sent twice"};
    case Invariant::kWrittenFirst:
      return {"I2", "the ledger says SENDING before the frame leaves"};
    case Invariant::kAsPlanned:
      return {"I3", "no more is traded than was intended, on one side"};
    case Invariant::kBetween:
      return {"I4", "positions stay between what was held and what was wanted"};
    case Invariant::kExpiry:
      return {"I5", "no order lives past its expiry"};
    case Invariant::kNeverShort:
      return {"I6", "never short"};
    case Invariant::kCash:
      return {"I7", "no buy before the sells, cash never below zero"};
    case Invariant::kSettlement:
      return {"I8", "nothing sold before its money has settled"};
    case Invariant::kManagedOnly:
      return {"I9", "nothing outside the universe is touched"};
    case Invariant::kWindow:
      return {"I11", "no frame outside the window"};
    case Invariant::kOneRun:
      return {"I12", "one plan a session; a second start sends nothing again"};
    case Invariant::kReplay:
      return {"I13", "the ledger on disk gives the state in memory"};
    case Invariant::kAccounted:
      return {"I14", "every trade is booked, or trading is halted"};
    case Invariant::kConverges:
      return {"I15", "once the trouble is over, the account is on target"};
    case Invariant::kNumbersTrue:
      return {"I16", "reported numbers are those of the account"};
    case Invariant::kReported:
      return {"I17", "every run that trades or fails is reported"};
    case Invariant::kHaltSticks:
      return {"I22", "halted means no frame until an operator resumes"};
    case Invariant::kWordsTrue:
      return {"I23", "no run says it is on target that is not, by the account's own positions"};
    case Invariant::kNotLeft:
      return {"I24", "no run ends while an order of ours works"};
    case Invariant::kLostAnswer:
      return {"I25", "one lost answer costs at most its symbol"};
    case Invariant::kNoContractShort:
      return {"I26", "no contract is ever below zero, whatever else has its ticker"};
  }
  BOT_CHECK(false);
}

}  // namespace

std::string_view number(Invariant invariant) { return describe(invariant).number; }
std::string_view sentence(Invariant invariant) { return describe(invariant).sentence; }

void Audit::broken(Invariant invariant, const std::string& what) {
  ++counts_[invariant].broken;
  problems_.push_back(fmt::format("{} {}: {}", to_iso(harness_.session), number(invariant), what));
}

std::string Audit::text() const {
  std::string all;
  for (const std::string& line : problems_) all += line + "\n";
  return all;
}

Audit::Count Audit::count(Invariant invariant) const {
  const auto found = counts_.find(invariant);
  return found == counts_.end() ? Count{} : found->second;
}

void Audit::begin() {
  harness_.capture();
  before_ = harness_.ground_truth.positions;
  contracts_before_ = harness_.ground_truth.contracts;
  first_frame_ = harness_.all_frames.size();
  first_trade_ = harness_.all_trades.size();
  owner_moved_ = false;
  ended_well_ = false;
  const ledger::LedgerState& state = harness_.state();
  halted_since_ = state.halt ? std::optional(state.halt->id) : std::nullopt;
  began_in_order_ =
      !state.halt && state.live_orders().empty() &&
      ledger::unexplained_positions(state, before_, harness_.options.universe, harness_.options.keep).empty();
  settled_before_ = harness_.ground_truth.settled_cash;
}

void Audit::after_run(const ledger::RunResult& result) {
  count_check(Invariant::kReplay);
  // The digest decides: a recorded number that is none differs from itself.
  if (harness_.state() != harness_.state_in_memory &&
      ledger::digest(harness_.state()) != ledger::digest(harness_.state_in_memory))
    broken(Invariant::kReplay, "the ledger read again is not the one the run had");
  ended_well_ = result.exit_code == 0;
  harness_.capture();
  count_check(Invariant::kNotLeft);
  if (harness_.ground_truth.open_orders != 0)
    broken(Invariant::kNotLeft, fmt::format("run {} ended {} with {} at work", result.run_id, name(result.outcome),
                                            counted(harness_.ground_truth.open_orders, "order")));
  const bool full_account = result.equity && result.exit_code == 0 && result.outcome != ledger::Outcome::kAlreadyDone;
  if (!full_account) return;
  count_check(Invariant::kNumbersTrue);
  // Prices move while the run ends: the positions have to be right to the share, the values nearly.
  for (const auto& [symbol, line] : result.positions)
    if (line.shares != held(harness_.ground_truth.positions, symbol))
      broken(Invariant::kNumbersTrue, fmt::format("{} shares of {} were reported, there are {}", line.shares, symbol,
                                                  held(harness_.ground_truth.positions, symbol)));
  if (result.outcome == ledger::Outcome::kDone || result.outcome == ledger::Outcome::kNothingToDo) {
    count_check(Invariant::kWordsTrue);
    for (const Symbol& symbol : off_target(result))
      broken(Invariant::kWordsTrue, fmt::format("run {} ended {} ({}), and {} is off its target", result.run_id,
                                                name(result.outcome), result.message, symbol));
  }
  const double reported = result.equity->to_double();
  const double real = harness_.ground_truth.net_liquidation.to_double();
  if (std::abs(reported - real) > 0.005 * real)
    broken(Invariant::kNumbersTrue, fmt::format("equity reported {:.2f}, really {:.2f}", reported, real));
}

namespace {

// A symbol that the run left out has no price among its inputs, and one among its positions if it is held.
std::optional<double> reported_price(const ledger::RunResult& result, const Symbol& symbol) {
  if (const auto input = result.inputs.find(symbol); input != result.inputs.end() && input->second.provisional)
    return input->second.provisional->close;
  if (const auto line = result.positions.find(symbol); line != result.positions.end() && line->second.price)
    return line->second.price->to_double();
  return std::nullopt;
}

}  // namespace

std::vector<Symbol> Audit::off_target(const ledger::RunResult& result) const {
  std::vector<Symbol> off;
  const auto session = harness_.state().sessions.find(harness_.session);
  if (session == harness_.state().sessions.end()) return off;
  const double equity = session->second.managed_equity.to_double();
  for (const Symbol& symbol : harness_.options.universe) {
    const auto price = reported_price(result, symbol);
    const auto target = session->second.targets.find(symbol);
    const double wanted = target == session->second.targets.end() ? 0 : target->second;
    const Quantity shares = held(harness_.ground_truth.positions, symbol);
    if (!price && (shares != Quantity{} || wanted != 0)) off.push_back(symbol);  // who does not know cannot say
    if (!price) continue;
    const double share = *price / equity;
    const double weight = shares.to_double() * share;
    const double smallest = std::max(share, harness_.options.plan.min_order_notional.to_double() / equity);
    if (std::abs(weight - wanted) > harness_.options.plan.drift_band + smallest + 0.002) off.push_back(symbol);
  }
  return off;
}

void Audit::check_lost_answer(const ledger::RunResult& result) {
  if (!began_in_order_) return;
  count_check(Invariant::kLostAnswer);
  if (result.exit_code == 0) return;
  const std::vector<Symbol> off = off_target(result);
  if (result.outcome != ledger::Outcome::kResidual || off.size() > 1)
    broken(Invariant::kLostAnswer,
           fmt::format("{} ({} symbols off target): {}", name(result.outcome), off.size(), result.message));
}

void Audit::end() {
  harness_.capture();
  const ledger::LedgerState& state = harness_.state();
  check_frames(state);
  check_trades(state);
  check_positions(state);
  count_check(Invariant::kCash);
  if (harness_.lowest_cash < Money{}) broken(Invariant::kCash, fmt::format("cash was {}", harness_.lowest_cash));
  count_check(Invariant::kExpiry);
  if (harness_.ground_truth.open_orders != 0)
    broken(Invariant::kExpiry, counted(harness_.ground_truth.open_orders, "order") + " open overnight");
  count_check(Invariant::kHaltSticks);
  if (halted_since_ && frames_today() > 0 && (!state.resumed_at || state.halt))
    broken(Invariant::kHaltSticks,
           fmt::format("{} while {} was in force", counted(frames_today(), "frame"), *halted_since_));
}

void Audit::check_settled() {
  const ledger::LedgerState& state = harness_.state();
  harness_.capture();
  count_check(Invariant::kConverges);
  if (state.halt) broken(Invariant::kConverges, "still halted: " + state.halt->why);
  if (!state.live_orders().empty())
    broken(Invariant::kConverges, state.live_orders().front()->key.value() + " has no end");
  if (state.open_run) broken(Invariant::kConverges, "a run has no end");
  for (const Symbol& symbol : harness_.options.universe) {
    const Quantity explained = ledger::explained_shares(state, symbol, harness_.options.keep);
    const Quantity shown = held(harness_.ground_truth.positions, symbol);
    if (explained != shown)
      broken(Invariant::kAccounted, fmt::format("{}: the ledger has {}, the account {}", symbol, explained, shown));
  }
}

void Audit::check_on_target(const ledger::RunResult& result) {
  count_check(Invariant::kConverges);
  if (result.outcome != ledger::Outcome::kDone && result.outcome != ledger::Outcome::kNothingToDo)
    broken(Invariant::kConverges, fmt::format("{} instead of done: {}", name(result.outcome), result.message));
  if (!result.equity || result.exit_code != 0)
    return broken(Invariant::kConverges, fmt::format("exit code {}", result.exit_code));
  for (const Symbol& symbol : harness_.options.universe) {
    const auto line = result.positions.find(symbol);
    double weight = 0;
    double share = 0;
    if (line != result.positions.end()) {
      if (!line->second.weight || !line->second.price) {
        broken(Invariant::kConverges, fmt::format("what {} is worth is not known", symbol));
        continue;
      }
      weight = *line->second.weight;
      share = line->second.price->to_double() / result.managed_equity.value_or(*result.equity).to_double();
    }
    const auto target = result.targets.find(symbol);
    const double wanted = target == result.targets.end() ? 0 : target->second;
    if (std::abs(weight - wanted) > harness_.options.plan.drift_band + share + 0.002)
      broken(Invariant::kConverges,
             fmt::format("{} has a weight of {:.4f}, the target is {:.4f}", symbol, weight, wanted));
  }
}

void Audit::check_reported(const ledger::RunResult& result, const std::vector<ports::Alert>& alerts) {
  const bool is_silent = ledger::is_not_due(result.outcome) && result.exit_code == 0;
  count_check(Invariant::kReported);
  const auto of_run = [&](const ports::Alert& alert) { return alert.run_id == result.run_id; };
  if (!is_silent && std::ranges::none_of(alerts, of_run))
    broken(Invariant::kReported,
           fmt::format("run {} ended {} and nobody was notified", result.run_id, name(result.outcome)));
  for (const ports::Alert& alert : alerts)
    if (of_run(alert) && alert.kind == ports::AlertKind::kSuccess && result.exit_code != 0)
      broken(Invariant::kReported,
             fmt::format("run {} ended {} and was reported as a success", result.run_id, name(result.outcome)));
}

void Audit::check_frames(const ledger::LedgerState& state) {
  const auto deadlines =
      schedule::deadlines_of(*harness_.calendar.session_on(harness_.session), harness_.options.schedule);
  std::map<Symbol, Quantity> sold;
  std::map<std::int64_t, Quantity> sold_contracts;
  for (std::size_t i = first_frame_; i < harness_.all_frames.size(); ++i) {
    const gateway::GroundTruth::OrderFrame& frame = harness_.all_frames[i];
    const std::string what =
        fmt::format("{} {} {} {}", frame.order_ref, name(frame.side), frame.quantity, frame.symbol);
    for (const Invariant invariant : {Invariant::kOnce, Invariant::kWrittenFirst, Invariant::kManagedOnly,
                                      Invariant::kWindow, Invariant::kAsPlanned})
      count_check(invariant);
    if (!keys_.insert(frame.order_ref).second) broken(Invariant::kOnce, what + " was sent twice");
    if (!ids_.insert({frame.client_id, frame.order_id}).second)
      broken(Invariant::kOnce, what + " has an order id used before");
    if (!ledger::is_managed(state, harness_.options.universe, frame.symbol))
      broken(Invariant::kManagedOnly, what + " is not ours to trade");
    if (frame.received > deadlines.last_order + std::chrono::seconds{1} || frame.received < deadlines.first_by_hand)
      broken(Invariant::kWindow, what + " left outside the window");
    if (frame.side == Side::kSell) {
      sold[frame.symbol] += frame.quantity;
      sold_contracts[frame.con_id] += frame.quantity;
    }
    const auto record = state.orders.find(OrderKey{frame.order_ref});
    if (record == state.orders.end() || !record->second.was_sent() || record->second.sent_at > frame.received) {
      broken(Invariant::kWrittenFirst, what + " was not in the ledger first");
      continue;
    }
    const orders::OrderRecord& order = record->second;
    if (order.session != harness_.session || order.symbol != frame.symbol || order.side != frame.side ||
        frame.quantity > order.intended || order.order_id.value() != frame.order_id)
      broken(Invariant::kAsPlanned, what + " is not what the ledger planned");
  }
  count_check(Invariant::kNeverShort);
  for (const auto& [symbol, quantity] : sold)
    if (quantity > held(before_, symbol) && !owner_moved_)
      broken(Invariant::kNeverShort,
             fmt::format("{} {} ordered sold, {} held", quantity, symbol, held(before_, symbol)));
  count_check(Invariant::kNoContractShort);
  for (const auto& [con_id, quantity] : sold_contracts) {
    const auto before = contracts_before_.find(con_id);
    const Quantity had = before == contracts_before_.end() ? Quantity{} : before->second;
    if (quantity > had && !owner_moved_)
      broken(Invariant::kNoContractShort,
             fmt::format("{} of contract {} ordered sold, {} held", quantity, con_id, had));
  }
  for (const auto& [con_id, quantity] : harness_.ground_truth.contracts)
    if (quantity < Quantity{}) broken(Invariant::kNoContractShort, fmt::format("{} of contract {}", quantity, con_id));
}

void Audit::check_trades(const ledger::LedgerState& state) {
  std::map<OrderKey, Quantity> by_key;
  std::optional<UtcTime> first_buy_frame;
  for (std::size_t i = first_frame_; i < harness_.all_frames.size(); ++i)
    if (harness_.all_frames[i].side == Side::kBuy && !first_buy_frame)
      first_buy_frame = harness_.all_frames[i].received;
  const std::vector<Execution> trades(harness_.all_trades.begin() + static_cast<std::ptrdiff_t>(first_trade_),
                                      harness_.all_trades.end());
  for (const Execution& trade : trades) {
    count_check(Invariant::kAsPlanned);
    by_key[trade.key] += trade.quantity;
    if (trade.side == Side::kSell && first_buy_frame && trade.time > *first_buy_frame)
      broken(Invariant::kCash, fmt::format("{} was sold after a buy was sent", trade.symbol));
    const auto order = state.orders.find(trade.key);
    count_check(Invariant::kExpiry);
    if (order != state.orders.end() && trade.time > order->second.expires + std::chrono::seconds{1})
      broken(Invariant::kExpiry, fmt::format("{} traded after its expiry", trade.key));
  }
  for (const auto& [key, quantity] : by_key) {
    const auto record = state.orders.find(key);
    if (record == state.orders.end() || quantity > record->second.intended)
      broken(Invariant::kAsPlanned, fmt::format("{} traded {}, more than its intent", key, quantity));
  }
  count_check(Invariant::kOneRun);
  std::map<Symbol, int> keys_by_symbol;
  for (const orders::OrderRecord* order : state.orders_of(harness_.session)) {
    ++keys_by_symbol[order->symbol];
    Quantity filled;
    for (const auto& [id, fill] : order->fills) filled += fill.quantity;
    if (filled > by_key[order->key])
      broken(Invariant::kAccounted, order->key.value() + " is booked with fills that never were");
  }
  for (const auto& [symbol, count] : keys_by_symbol)
    if (count > 1) broken(Invariant::kOneRun, fmt::format("{} has {} keys in one session", symbol, count));
  // A run that says all is well has booked every share the broker traded.
  if (ended_well_) {
    count_check(Invariant::kAccounted);
    for (const auto& [key, quantity] : by_key) {
      const auto record = state.orders.find(key);
      if (record == state.orders.end() || record->second.executed() != quantity)
        broken(Invariant::kAccounted,
               fmt::format("{} of {} are booked as {}", quantity, key,
                           record == state.orders.end() ? Quantity{} : record->second.executed()));
    }
  }
  count_check(Invariant::kSettlement);
  for (const std::string& what : settlement_.session({.session = *harness_.calendar.session_on(harness_.session),
                                 .settled_cash = settled_before_,
                                 .held = before_,
                                 .margin = harness_.options.extra_settlement_sessions,
                                 .trades = trades}))
    broken(Invariant::kSettlement, what);
}

void Audit::check_positions(const ledger::LedgerState& state) {
  std::map<Symbol, Quantity> bought, sold;
  for (std::size_t i = first_trade_; i < harness_.all_trades.size(); ++i) {
    const Execution& trade = harness_.all_trades[i];
    (trade.side == Side::kBuy ? bought : sold)[trade.symbol] += trade.quantity;
  }
  std::map<Symbol, Quantity> intended;
  for (const orders::OrderRecord* order : state.orders_of(harness_.session))
    intended[order->symbol] += order->side == Side::kBuy ? order->intended : -order->intended;
  for (const auto& [symbol, quantity] : harness_.ground_truth.positions) {
    count_check(Invariant::kBetween);
    if (quantity < Quantity{}) broken(Invariant::kNeverShort, fmt::format("{} {}", quantity, symbol));
    if (owner_moved_) continue;
    const Quantity before = held(before_, symbol);
    const Quantity wanted = before + (intended.contains(symbol) ? intended[symbol] : Quantity{});
    if (quantity != before + bought[symbol] - sold[symbol])
      broken(Invariant::kBetween, fmt::format("{} does not add up", symbol));
    if (quantity < std::min(before, wanted) || quantity > std::max(before, wanted))
      broken(Invariant::kBetween, fmt::format("{}: {} held, {} before, {} wanted", symbol, quantity, before, wanted));
  }
}

}  // namespace bot::simulate
