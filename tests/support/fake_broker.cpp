#include "support/fake_broker.hpp"

#include "broker/tws_codes.hpp"

#include <fmt/format.h>

#include <cmath>

#include "calendar/new_york.hpp"
#include "safety/approved.hpp"

namespace bot::test {
namespace {

constexpr Duration kAcknowledge = std::chrono::milliseconds{50};
constexpr Duration kFill = std::chrono::milliseconds{200};
const Price kHalfSpread = Price::from_raw(10'000'000);
const Money kCommission = Money::from_raw(350'000'000);

tl::unexpected<Error> hung_up() { return fail(ErrorCode::kDisconnected, "the connection is gone"); }

tl::unexpected<Error> refused() {
  return fail(ErrorCode::kRequestRejected, "Server error when reading an API client request", "code 320");
}

bool is_due(std::map<Symbol, int>& times, const Symbol& symbol) {
  const auto left = times.find(symbol);
  return left != times.end() && left->second-- > 0;
}

tl::unexpected<Error> unread() { return fail(ErrorCode::kProtocol, "the answer has a hole"); }

}  // namespace

FakeBroker::FakeBroker(VirtualLoop& loop, const calendar::Calendar& calendar, AccountId account)
    : loop_(loop), calendar_(calendar), account_(std::move(account)) {
  accounts = {account_};
}

Date FakeBroker::today() const { return calendar::to_new_york(loop_.now()).date; }

void FakeBroker::list(const std::string& name, double mid, int sessions_back) {
  MarketLine line;
  line.instrument.symbol = Symbol{name};
  line.instrument.con_id = ConId{static_cast<std::int64_t>(1000 + market.size())};
  line.instrument.primary_exchange = "ARCA";
  line.mid = Price::from_double(mid);
  if (const auto session = calendar_.session_on(today())) {
    line.instrument.liquid_days = {session->date};
    line.instrument.liquid_hours = {{.opens = session->opens, .closes = session->closes}};
  }
  // Backwards from today, so that yesterday's close is near the mid.
  auto session = calendar_.on_or_before(today());
  for (int back = 0; back < sessions_back && session; ++back, session = calendar_.last_before(session->date)) {
    const double wave =
        1 + 0.01 * std::sin(static_cast<double>(back) * (0.7 + 0.1 * static_cast<double>(market.size())));
    const double close = std::round(mid * (1 - 0.0004 * back) * (back == 0 ? 1 : wave) * 100) / 100;
    line.bars.push_back({.date = session->date,
                         .open = close,
                         .high = close + 0.5,
                         .low = close - 0.5,
                         .close = close,
                         .volume = 5e7,
                         .adj_close = std::nullopt});
  }
  std::ranges::reverse(line.bars);
  market[Symbol{name}] = std::move(line);
}

void FakeBroker::set_position(const std::string& symbol, int count) {
  held[Symbol{symbol}] = Quantity::from_whole(count);
}

Quantity FakeBroker::shares(const std::string& symbol) const {
  const auto found = held.find(Symbol{symbol});
  return found == held.end() ? Quantity{} : found->second;
}

Money FakeBroker::net_liquidation() const {
  Money sum = cash + others_value;
  for (const auto& [symbol, quantity] : held) sum += multiply(market.at(symbol).mid, quantity, Rounding::kHalfEven);
  return sum;
}

void FakeBroker::step(const std::string& what) {
  if (on_step) on_step(what);
}

tl::unexpected<Error> FakeBroker::unanswered(UtcTime deadline) {
  loop_.sleep_until(deadline);
  return fail(ErrorCode::kTimeout, "no answer");
}

void FakeBroker::hang_up() {
  connected_ = false;
  events_.clear();
  events_.push_back(ports::LinkEvent{.kind = ports::LinkEvent::Kind::kClosed, .text = "connection reset"});
}

void FakeBroker::forget_client() {
  connected_ = false;
  events_.clear();
}

void FakeBroker::emit(ports::BrokerEvent event) {
  if (!connected_) return;
  for (int turn = 0; turn < (faults.repeat_messages ? 3 : 1); ++turn) {
    if (faults.repeat_messages)
      events_.insert(events_.begin(), event);
    else
      events_.push_back(event);
  }
}

OpenOrder FakeBroker::open_order(const Order& order) const {
  return {.key = order.ticket.key,
          .order_id = order.order_id,
          .perm_id = order.perm_id,
          .client_id = 17,
          .account = account_,
          .symbol = order.ticket.symbol,
          .side = order.ticket.side,
          .quantity = order.ticket.quantity,
          .filled = order.filled,
          .status = order.status,
          .own_client = !asks_as_another};
}

void FakeBroker::tell_order(const Order& order) {
  if (!order.visible || order.fault == OrderFault::kSilent) return;
  emit(ports::OpenOrderEvent{open_order(order)});
  emit(ports::OrderStatusEvent{.order_id = order.order_id,
                               .perm_id = order.perm_id,
                               .status = order.status,
                               .filled = order.filled,
                               .remaining = order.ticket.quantity - order.filled,
                               .average_price = std::nullopt});
}

Result<ports::BrokerSession> FakeBroker::connect(UtcTime) {
  step("connect");
  if (faults.connect_failures > 0) {
    --faults.connect_failures;
    return fail(faults.connect_error, "no gateway");
  }
  connected_ = true;
  events_.clear();
  if (faults.next_id_rolls_back) next_id_ = 1;
  return ports::BrokerSession{
      .server_version = 178, .accounts = accounts, .next_order_id = ClientOrderId{next_id_}, .embedded = false};
}

Result<UtcTime> FakeBroker::server_time(UtcTime deadline) {
  step("server_time");
  if (!connected_) return hung_up();
  if (faults.no_time) {
    loop_.sleep_until(deadline);
    return fail(ErrorCode::kTimeout, "no answer");
  }
  return loop_.now() + faults.clock_ahead;
}

Result<AccountValues> FakeBroker::account_values(const AccountId&, UtcTime deadline) {
  step("account_values");
  if (!connected_) return hung_up();
  if (faults.mute) return unanswered(deadline);
  if (const auto hole = faults.holes.find("account_values"); hole != faults.holes.end() && hole->second-- > 0)
    return unread();
  expire_orders();
  Money unsettled;
  for (const auto& [settles, amount] : unsettled_)
    if (settles > today()) unsettled += amount;
  AccountValues values;
  values.set("NetLiquidation", "USD", faults.nan_equity-- > 0 ? "NaN" : net_liquidation().str());
  if (reports_cash) values.set("TotalCashValue", "USD", cash.str());
  values.set("SettledCash", "USD", (cash - unsettled).str());
  values.set("AvailableFunds", "USD", (grants ? cash : cash - unsettled).str());
  values.set("TradingType-S", trading_type_currency, trading_type);
  for (const auto& [key, value] : more_values.all()) values.set(key.first, key.second, value);
  for (const auto& [con_id, mark] : more_values.marks()) values.set_mark(con_id, mark);
  AccountValues reported;
  for (const auto& [key, value] : values.all())
    if (key.second != "USD" || !unreported.contains(key.first)) reported.set(key.first, key.second, value);
  for (const auto& [con_id, mark] : values.marks()) reported.set_mark(con_id, mark);
  return reported;
}

void FakeBroker::go_stale() {
  faults.positions_stale = false;
  connected_ = true;
  stale_positions_ = *positions(loop_.now());
  faults.positions_stale = true;
}

Result<std::vector<Position>> FakeBroker::positions(UtcTime deadline) {
  step("positions");
  if (!connected_) return hung_up();
  if (faults.mute) return unanswered(deadline);
  if (const auto hole = faults.holes.find("positions"); hole != faults.holes.end() && hole->second-- > 0)
    return unread();
  expire_orders();
  if (faults.positions_stale) return stale_positions_;
  std::vector<Position> list;
  for (const auto& [symbol, quantity] : held)
    if (quantity != Quantity{})
      list.push_back({.account = account_,
                      .symbol = symbol,
                      .con_id = market.at(symbol).instrument.con_id,
                      .security_type = "STK",
                      .currency = "USD",
                      .quantity = quantity,
                      .average_cost = market.at(symbol).mid});
  std::ranges::copy(others, std::back_inserter(list));
  return list;
}

Result<std::vector<OpenOrder>> FakeBroker::open_orders(UtcTime deadline) {
  step("open_orders");
  if (!connected_) return hung_up();
  if (faults.mute) return unanswered(deadline);
  if (const auto hole = faults.holes.find("open_orders"); hole != faults.holes.end() && hole->second-- > 0)
    return unread();
  expire_orders();
  if (faults.open_orders_fail) return fail(ErrorCode::kTimeout, "no end of the open orders");
  std::vector<OpenOrder> list = foreign_orders;
  for (const Order& order : orders_)
    if (order.live() && order.visible) list.push_back(open_order(order));
  return list;
}

Result<std::vector<CompletedOrder>> FakeBroker::completed_orders(UtcTime deadline) {
  step("completed_orders");
  if (!connected_) return hung_up();
  if (faults.mute) return unanswered(deadline);
  expire_orders();
  std::vector<CompletedOrder> list;
  for (const Order& order : orders_) {
    if (order.live() || !order.visible || order.fault == OrderFault::kMessageOnly) continue;
    if (calendar::to_new_york(order.placed).date != today()) continue;
    list.push_back({.key = order.ticket.key,
                    .perm_id = order.perm_id,
                    .account = account_,
                    .symbol = order.ticket.symbol,
                    .side = order.ticket.side,
                    .filled = order.filled,
                    .status = order.status,
                    .reason = order.reason});
  }
  return list;
}

Result<std::vector<Execution>> FakeBroker::executions(UtcTime deadline) {
  step("executions");
  if (!connected_) return hung_up();
  if (faults.mute) return unanswered(deadline);
  if (const auto hole = faults.holes.find("executions"); hole != faults.holes.end() && hole->second-- > 0)
    return unread();
  if (faults.executions_fail) return fail(ErrorCode::kTimeout, "no end of the executions");
  std::vector<Execution> list;
  if (faults.executions_empty) return list;
  for (const Execution& execution : executions_)
    if (calendar::to_new_york(*execution.time).date == today()) list.push_back(execution);
  return list;
}

std::vector<Result<Instrument>> FakeBroker::instruments(const std::vector<Symbol>& symbols, UtcTime) {
  std::vector<Result<Instrument>> answers;
  for (const Symbol& symbol : symbols) answers.push_back(describe(symbol));
  return answers;
}

Result<Instrument> FakeBroker::describe(const Symbol& symbol) {
  step("instrument");
  if (!connected_) return hung_up();
  if (is_due(faults.contracts_refused, symbol)) return refused();
  const auto found = market.find(symbol);
  if (found == market.end()) return fail(ErrorCode::kRequestRejected, "200: no security definition");
  Instrument instrument = found->second.instrument;
  if (const auto session = calendar_.session_on(today())) {
    instrument.liquid_days = {session->date};
    instrument.liquid_hours = {{.opens = session->opens, .closes = session->closes}};
  }
  return instrument;
}

std::vector<Result<Quote>> FakeBroker::quotes(const std::vector<Instrument>& instruments, MarketDataType wanted,
                                              UtcTime deadline) {
  step("quotes");
  const auto lacks_bid = [&](const Instrument& instrument) { return !market.at(instrument.symbol).has_bid; };
  if (faults.one_sided_takes > Duration{0} && std::ranges::any_of(instruments, lacks_bid))
    loop_.sleep_until(std::min(deadline, loop_.now() + faults.one_sided_takes));
  std::vector<Result<Quote>> answers;
  for (const Instrument& instrument : instruments) {
    if (connected_ && is_due(faults.quotes_refused, instrument.symbol)) {
      answers.push_back(refused());
      continue;
    }
    const MarketLine& line = market.at(instrument.symbol);
    if (!connected_ || !line.quoted) {
      answers.push_back(connected_ ? fail(ErrorCode::kTimeout, "no answer") : hung_up());
      continue;
    }
    Quote quote;
    const Price mid = line.shown.value_or(line.mid);
    quote.symbol = instrument.symbol;
    if (line.has_bid) quote.bid = mid - kHalfSpread;
    quote.ask = mid + kHalfSpread;
    quote.last = quote.open = quote.low = mid;
    if (line.has_high) quote.high = mid;
    quote.bid_size = quote.ask_size = Quantity::from_whole(1000);
    quote.volume = Quantity::from_whole(1'000'000);
    for (const Bar& bar : line.bars)
      if (bar.date < today()) quote.previous_close = Price::from_double(bar.close);
    quote.last_trade = loop_.now() - std::chrono::seconds{1};
    quote.received = loop_.now();
    quote.type = faults.granted.value_or(wanted);
    answers.push_back(quote);
  }
  return answers;
}

std::vector<Result<ports::WhatIf>> FakeBroker::what_ifs(const std::vector<OrderTicket>& tickets, UtcTime) {
  std::vector<Result<ports::WhatIf>> answers;
  for (const OrderTicket& ticket : tickets) answers.push_back(judge(ticket));
  return answers;
}

Result<ports::WhatIf> FakeBroker::judge(const OrderTicket& ticket) {
  step("what_if");
  if (!connected_) return hung_up();
  what_if_ids.emplace_back(next_id_++);
  if (faults.what_ifs_unanswered.contains(ticket.symbol)) return fail(ErrorCode::kTimeout, "no answer");
  ports::WhatIf answer;
  if (!ticket.quantity.is_whole() && !faults.takes_fractions) {
    answer.code = broker::code::kFractionalOrder;
    answer.reason = "fractional-sized orders cannot be placed";
  } else if (ticket.side == Side::kBuy && faults.no_money_for.contains(ticket.symbol)) {
    answer.code = broker::code::kOrderRejected;
    answer.reason = "Order rejected - reason:We are unable to accept your order. Your Available Funds are insufficient";
  } else if (const auto refused = faults.what_if_refusals.find(ticket.symbol);
             refused != faults.what_if_refusals.end()) {
    answer.code = refused->second;
    answer.reason = refused->second == broker::code::kInvalidRequest
                        ? "Error validating request.-'bX' : cause - The API interface is currently in Read-Only mode."
                        : faults.what_if_words;
  } else {
    answer.accepted = true;
    answer.commission = kCommission;
  }
  return answer;
}

std::vector<ports::BrokerEvent> FakeBroker::wait_events(UtcTime deadline) {
  step("wait_events");
  loop_.run_until([&] { return !events_.empty(); }, deadline);
  expire_orders();
  return std::exchange(events_, {});
}

Result<void> FakeBroker::place(const safety::Approved& approved, ClientOrderId order_id) {
  step("place");
  if (!connected_) return hung_up();
  const OrderTicket& ticket = approved.ticket();
  Frame frame{.ticket = ticket,
              .order_id = order_id,
              .at = loop_.now(),
              .sells_live = false,
              .durable = false,
              .kill_file = false};
  for (const Order& order : orders_)
    frame.sells_live = frame.sells_live || (order.live() && order.ticket.side == Side::kSell);
  frame.durable = is_durable && is_durable(ticket.key);
  frame.kill_file = kill_file && kill_file();
  frames.push_back(frame);
  next_id_ = std::max(next_id_, order_id.value() + 1);
  const auto found = faults.orders.find(ticket.symbol);
  const OrderFault fault = found == faults.orders.end() ? OrderFault::kNone : found->second;
  Order order;
  order.ticket = ticket;
  order.order_id = order_id;
  order.perm_id = PermId{next_perm_++};
  order.fault = fault;
  order.placed = loop_.now();
  order.visible = fault != OrderFault::kInvisible && fault != OrderFault::kHeld && fault != OrderFault::kMessageOnly;
  if (fault == OrderFault::kLost) {
    step("placed");
    return {};
  }
  orders_.push_back(order);
  const std::size_t index = orders_.size() - 1;
  loop_.call_at(loop_.now() + (fault == OrderFault::kHeld ? faults.hold : kAcknowledge),
                [this, index] { take_order(index); });
  step("placed");
  return {};
}

void FakeBroker::take_order(std::size_t index) {
  Order& order = orders_[index];
  if (!order.live() || loop_.now() >= order.ticket.expires) return expire_orders();
  switch (order.fault) {
    case OrderFault::kReject:
      finish(index, BrokerOrderStatus::kInactive, "order rejected");
      emit(ports::OrderMessageEvent{.order_id = order.order_id, .code = faults.rejection_code, .text = refusal_text});
      return;
    case OrderFault::kMessageOnly:
      order.status = BrokerOrderStatus::kCancelled;
      emit(ports::OrderMessageEvent{
          .order_id = order.order_id, .code = broker::code::kPriceStep, .text = "price does not conform"});
      return;
    case OrderFault::kDisconnectAfter:
      order.fault = OrderFault::kNone;
      order.status = BrokerOrderStatus::kSubmitted;
      hang_up();
      break;
    case OrderFault::kUnreadable:
      order.status = BrokerOrderStatus::kSubmitted;
      tell_order(order);
      emit(ports::UnreadableEvent{"OPEN_ORDER cannot be read: 1 field of it left over"});
      break;
    case OrderFault::kSpuriousError:
      emit(ports::OrderMessageEvent{
          .order_id = order.order_id, .code = broker::code::kTimeInForcePreset, .text = "TIF was set to DAY"});
      emit(ports::OrderMessageEvent{
          .order_id = order.order_id, .code = broker::code::kOrderRejected, .text = "order rejected (it was not)"});
      [[fallthrough]];
    case OrderFault::kNone:
    case OrderFault::kSilent:
    case OrderFault::kInvisible:
    case OrderFault::kLost:
    case OrderFault::kHeld:
    case OrderFault::kPartial:
    case OrderFault::kNeverFills:
    case OrderFault::kOverfill:
    case OrderFault::kDeafToCancel:
    case OrderFault::kSaysFilled:
    case OrderFault::kBeyondLimit:
      order.status = BrokerOrderStatus::kSubmitted;
      tell_order(order);
      break;
  }
  if (order.fault == OrderFault::kSaysFilled)
    emit(ports::OrderStatusEvent{.order_id = order.order_id,
                                 .perm_id = order.perm_id,
                                 .status = BrokerOrderStatus::kFilled,
                                 .filled = order.ticket.quantity,
                                 .remaining = Quantity{},
                                 .average_price = std::nullopt});
  if (order.fault == OrderFault::kNeverFills || order.fault == OrderFault::kDeafToCancel ||
      order.fault == OrderFault::kSaysFilled)
    return;
  loop_.call_at(loop_.now() + kFill, [this, index] {
    const Order& working = orders_[index];
    if (!working.live()) return;
    const Quantity all = working.ticket.quantity;
    const Quantity half = Quantity::from_whole(std::max<std::int64_t>(1, all.whole() / 2));
    if (working.fault == OrderFault::kPartial)
      fill(index, half);
    else if (working.fault == OrderFault::kOverfill)
      fill(index, all + Quantity::from_whole(1));
    else
      fill(index, all);
  });
}

void FakeBroker::fill(std::size_t index, Quantity quantity) {
  Order& order = orders_[index];
  const Price mid = market.at(order.ticket.symbol).mid;
  const bool buy = order.ticket.side == Side::kBuy;
  Price price = buy ? mid + kHalfSpread : mid - kHalfSpread;
  if (order.fault == OrderFault::kBeyondLimit) price = Price::from_double(price.to_double() * (buy ? 1.1 : 0.9));
  const Money value = multiply(price, quantity, Rounding::kHalfEven);
  order.filled += quantity;
  held[order.ticket.symbol] += buy ? quantity : -quantity;
  cash += buy ? -value - kCommission : value - kCommission;
  if (!buy) unsettled_[calendar_.next_settlement_day(today())] += value - kCommission;
  if (order.filled >= order.ticket.quantity) order.status = BrokerOrderStatus::kFilled;
  Execution execution{.exec_id = ExecId{fmt::format("0000e0d5.{:08x}.01.01", next_exec_++)},
                      .key = order.ticket.key,
                      .order_id = order.order_id,
                      .perm_id = order.perm_id,
                      .account = account_,
                      .symbol = order.ticket.symbol,
                      .side = order.ticket.side,
                      .quantity = quantity,
                      .price = price,
                      .cumulative = order.filled,
                      .time = loop_.now(),
                      .venue = "ARCA",
                      .commission = kCommission,
                      .own_client = true};
  if (order.visible) executions_.push_back(execution);
  execution.commission.reset();
  if (order.visible && order.fault != OrderFault::kSilent && !faults.no_execution_messages)
    emit(ports::ExecutionEvent{execution});
  tell_order(order);
  if (order.visible && order.fault != OrderFault::kSilent && !faults.no_execution_messages)
    emit(ports::CommissionEvent{.exec_id = execution.exec_id, .commission = kCommission});
}

void FakeBroker::correct_last_fill(const std::string& symbol, int quantity) {
  for (auto execution = executions_.rbegin(); execution != executions_.rend(); ++execution) {
    if (execution->symbol != Symbol{symbol}) continue;
    Execution corrected = *execution;
    const Quantity before = execution->quantity;
    corrected.exec_id = ExecId{execution->exec_id.value().substr(0, execution->exec_id.value().size() - 2) + "02"};
    corrected.quantity = Quantity::from_whole(quantity);
    held[corrected.symbol] += corrected.side == Side::kBuy ? corrected.quantity - before : before - corrected.quantity;
    const Money change = multiply(corrected.price, corrected.quantity - before, Rounding::kHalfEven);
    cash += corrected.side == Side::kBuy ? -change : change;
    *execution = corrected;
    emit(ports::ExecutionEvent{corrected});
    return;
  }
}

void FakeBroker::finish(std::size_t index, BrokerOrderStatus status, const std::string& reason) {
  Order& order = orders_[index];
  order.status = status;
  order.reason = reason;
  tell_order(order);
}

void FakeBroker::expire_orders() {
  for (std::size_t index = 0; index < orders_.size(); ++index)
    if (orders_[index].live() && loop_.now() >= orders_[index].ticket.expires)
      finish(index, BrokerOrderStatus::kCancelled, "expired");
}

Result<void> FakeBroker::cancel(ClientOrderId order_id) {
  step("cancel");
  if (!connected_) return hung_up();
  for (std::size_t index = 0; index < orders_.size(); ++index) {
    if (orders_[index].order_id != order_id) continue;
    if (orders_[index].fault == OrderFault::kDeafToCancel) return {};
    if (!orders_[index].live() || !orders_[index].visible) break;
    finish(index, BrokerOrderStatus::kCancelled, "cancelled");
    return {};
  }
  emit(ports::OrderMessageEvent{
      .order_id = order_id, .code = broker::code::kOrderNotFound, .text = "order to cancel not found"});
  return {};
}

std::vector<Result<std::vector<Bar>>> FakeBroker::daily_bars(const std::vector<ports::BarRequest>& requests,
                                                             UtcTime deadline,
                                                             const std::function<void(std::size_t)>& progress) {
  step("daily_bars");
  if (connected_ && faults.hang_ups_at_bars > 0) {
    --faults.hang_ups_at_bars;
    forget_client();
  }
  std::vector<Result<std::vector<Bar>>> answers;
  const auto is_unanswered = [&](const ports::BarRequest& request) {
    return faults.bars_unanswered.contains(request.symbol);
  };
  if (connected_ && std::ranges::any_of(requests, is_unanswered)) loop_.sleep_until(deadline);
  for (const ports::BarRequest& request : requests) {
    if (!connected_) {
      answers.push_back(hung_up());
      continue;
    }
    ++bars_asked[request.symbol];
    const bool is_late = loop_.now() >= deadline && faults.bars_unanswered.empty();
    if (is_unanswered(request) || is_late || faults.bars_later.contains(request.symbol)) {
      answers.push_back(fail(ErrorCode::kTimeout, "no answer"));
      continue;
    }
    if (faults.bars_garbled.erase(request.symbol) > 0) {
      answers.push_back(unread());
      continue;
    }
    if (faults.bars_refused.erase(request.symbol) > 0) {
      answers.push_back(fail(ErrorCode::kData, "no data of this contract"));
      continue;
    }
    std::vector<Bar> bars;
    if (const auto found = market.find(request.symbol); found != market.end())
      for (Bar bar : found->second.bars) {
        if (bar.date < request.first || bar.date > request.last || bar.date > today()) continue;
        if (bar.date == today()) bar.open = bar.high = bar.low = bar.close = found->second.mid.to_double();
        bars.push_back(bar);
      }
    answers.push_back(std::move(bars));
    if (progress) progress(answers.size());
  }
  return answers;
}

}  // namespace bot::test
