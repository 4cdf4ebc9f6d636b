#include "gateway/matching_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/commission.hpp"
#include "gateway/end_of_day.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;
using std::chrono::milliseconds;

// What a real gateway takes for these, roughly.
constexpr Duration kToRoute = milliseconds{30};
constexpr Duration kToFill = milliseconds{40};
constexpr Duration kBetweenFills = milliseconds{150};
constexpr Duration kToReport = milliseconds{25};
const std::string kCancelled = "Order Canceled - reason:";

UtcTime midnight(Date day) { return calendar::from_new_york(day, Duration{}); }

}  // namespace

MatchingEngine::MatchingEngine(const Venue& venue, UtcTime now)
    : venue_(venue),
      validator_(venue.market, venue.account, venue.options, venue.faults),
      day_(calendar::to_new_york(now).date) {}

UtcTime MatchingEngine::next_due() const {
  UtcTime next = midnight(day_ + std::chrono::days{1});
  for (const Report& report : reports_) next = std::min(next, report.due);
  for (const Order& order : venue_.book.orders()) {
    if (order.is_done()) continue;
    next = std::min(next, order.due);
    if (order.expires) next = std::min(next, *order.expires);
    if (order.fault_cancel) next = std::min(next, *order.fault_cancel);
  }
  return next;
}

void MatchingEngine::advance(UtcTime to) {
  for (UtcTime at = next_due(); at <= to; at = next_due()) {
    if (const Date tomorrow = day_ + std::chrono::days{1}; at >= midnight(tomorrow)) {
      begin_day(tomorrow);
      continue;
    }
    if (const auto due = std::ranges::find_if(reports_, [&](const Report& report) { return report.due <= at; });
        due != reports_.end()) {
      const Report due_now = std::move(*due);
      reports_.erase(due);
      report(due_now);
      continue;
    }
    step_next(at);
  }
}

// One step of the first order that is due: the next may be another's.
void MatchingEngine::step_next(UtcTime at) {
  for (Order& order : venue_.book.orders()) {
    if (order.is_done()) continue;
    if (order.fault_cancel && *order.fault_cancel <= at) {
      order.fault_cancel.reset();
      finish(order, Status::kCancelled, "Cancelled by Exchange", at);
      return;
    }
    if (order.expires && *order.expires <= at) {
      const bool was_acknowledged = order.phase != Phase::kSilent && order.phase != Phase::kReceived;
      finish(order, Status::kCancelled, "Cancelled by System: expired", at);
      if (was_acknowledged) venue_.outbox.send_error(order, code::kOrderCancelled, kCancelled + "expired");
      return;
    }
    if (order.due <= at) {
      step(order, at);
      return;
    }
  }
}

void MatchingEngine::begin_day(Date day) {
  venue_.book.begin_day();
  std::set<Symbol> symbols;
  for (const auto& [symbol, holding] : venue_.account.holdings())
    if (holding.quantity > Quantity{}) symbols.insert(symbol);
  for (const Order& order : venue_.book.orders()) symbols.insert(order.symbol);
  const OvernightChanges changes = gateway::begin_day(venue_.account, venue_.market, symbols, day_, day);
  moved_.insert(moved_.end(), changes.moved.begin(), changes.moved.end());
  for (const Split& split : changes.splits)
    for (Order& order : venue_.book.orders())
      if (order.symbol == split.symbol && !order.is_done())
        finish(order, Status::kCancelled, "Cancelled by System: split", midnight(split.ex_date));
  day_ = day;
}

void MatchingEngine::step(Order& order, UtcTime at) {
  switch (order.phase) {
    case Phase::kReceived:
      acknowledge(order, at);
      return;
    case Phase::kAcknowledged:
    case Phase::kWaiting:
    case Phase::kWorking:
      route(order, at);
      return;
    case Phase::kFilling:
      fill(order, at);
      return;
    case Phase::kCancelling:
      if (venue_.habits.cancel == CancelReports::kCodeFirst)
        venue_.outbox.send_error(order, code::kOrderCancelled, kCancelled);
      finish(order, Status::kCancelled, "Cancelled by Trader", at);
      if (venue_.habits.cancel != CancelReports::kCodeFirst)
        venue_.outbox.send_error(order, code::kOrderCancelled, kCancelled);
      return;
    case Phase::kSilent:
    case Phase::kDone:
      order.due = kNever;
      return;
  }
}

void MatchingEngine::acknowledge(Order& order, UtcTime at) {
  if (link_back_ && at < *link_back_) {
    order.due = *link_back_;
    return;
  }
  if (const OrderFault* const reject = venue_.find_fault(order, OrderFaultKind::kReject); reject != nullptr) {
    if (venue_.habits.refusal == RefusalReports::kAround) {
      order.status = Status::kInactive;
      venue_.outbox.send(order, OrderMessages::order_status(order));
    }
    venue_.outbox.send_error(order, reject->code, reject->text);
    finish(order, Status::kInactive, "Inactive", at);
    return;
  }
  if (const OrderFault* const partial = venue_.find_fault(order, OrderFaultKind::kPartial); partial != nullptr) {
    order.fault_partial = true;
    order.fault_shares = partial->shares;
  }
  if (const OrderFault* const cancelled = venue_.find_fault(order, OrderFaultKind::kCancel); cancelled != nullptr)
    order.fault_cancel = at + cancelled->time;
  order.phase = Phase::kAcknowledged;
  order.due = at + kToRoute;
  send_state(order);
  if (const OrderFault* const error = venue_.find_fault(order, OrderFaultKind::kError); error != nullptr)
    venue_.outbox.send_error(order, error->code, error->text);
  // A day order that a dialog or a lost link held belongs to the session in which it is let go.
  if (!order.expires) (void)validator_.assign_expiry(order, at);
  warn_if_closed(order, at);
}

void MatchingEngine::warn_if_closed(const Order& order, UtcTime at) {
  const auto session = venue_.market.calendar().session_on(calendar::to_new_york(at).date);
  if (session && at >= session->opens && at < session->closes) return;
  const auto next = session && at < session->opens ? session : venue_.market.calendar().next_after(day_);
  venue_.outbox.send_error(
      order, code::kOrderMessage,
      fmt::format("Order Message:\n{} {} {} {}.{}\nWarning: Your order will not be placed at the exchange until {}.",
                  name(order.side), order.quantity.str(), order.symbol.value(),
                  Contracts::primary_exchange(order.symbol), order.symbol.value(),
                  next ? calendar::new_york_text(next->opens) + " US/Eastern" : "the next session"));
}

void MatchingEngine::route(Order& order, UtcTime at) {
  const Date today = calendar::to_new_york(at).date;
  auto session = venue_.market.calendar().session_on(today);
  if (!session || at >= session->closes) session = venue_.market.calendar().next_after(today);
  if (!session) {
    order.phase = Phase::kSilent;
    order.due = kNever;
    return;
  }
  if (at < session->opens && !order.immediate) {
    order.phase = Phase::kWaiting;
    order.due = session->opens;
    return;
  }
  const UtcTime until = order.expires ? std::min(*order.expires, session->closes) : session->closes;
  const Intraday* const path = venue_.market.path(order.symbol, session->date);
  const bool halted = order.fault_partial && order.fault_shares.empty();
  const double anything = order.side == Side::kBuy ? 1e12 : 0;
  const double limit = order.limit ? order.limit->to_double() : anything;
  const auto touch = path == nullptr || halted ? std::nullopt : path->first_touch(order.side, limit, at, until);
  if (touch && *touch <= at) {
    if (order.phase == Phase::kWorking) {
      fill(order, at);
      return;
    }
    order.phase = Phase::kFilling;
    order.due = at + kToFill;
    return;
  }
  if (order.immediate) {
    finish(order, Status::kCancelled, "Cancelled by Exchange", at);
    venue_.outbox.send_error(order, code::kOrderCancelled, kCancelled);
    return;
  }
  const bool is_new = order.status != Status::kSubmitted;
  order.phase = Phase::kWorking;
  order.status = Status::kSubmitted;
  order.rested = true;
  order.due = touch ? *touch : session->closes;
  if (!is_new) return;
  venue_.book.mark_changed(order);
  send_state(order);
}

double MatchingEngine::compute_fill_price(const Order& order, const BidAsk& quote) const {
  const double slip = venue_.options.slippage_bps / 1e4;
  const bool buy = order.side == Side::kBuy;
  // Prices improve on the limit in steps of a hundredth of a cent.
  const double market = std::round((buy ? quote.ask * (1 + slip) : quote.bid * (1 - slip)) * 1e4) / 1e4;
  if (!order.limit) return market;
  const double limit = order.limit->to_double();
  if (order.rested) return limit;
  return buy ? std::min(limit, market) : std::max(limit, market);
}

void MatchingEngine::fill(Order& order, UtcTime at) {
  const Intraday* const path = venue_.market.path(order.symbol, calendar::to_new_york(at).date);
  const bool in_session = path != nullptr && at >= path->session().opens && at < path->session().closes;
  const auto quote = in_session ? std::optional(path->quote(at)) : std::nullopt;
  const bool reached =
      quote && (!order.limit || (order.side == Side::kBuy ? quote->ask <= order.limit->to_double() + 1e-9
                                                          : quote->bid >= order.limit->to_double() - 1e-9));
  if (!reached) {  // the market moved away meanwhile
    order.phase = Phase::kAcknowledged;
    order.due = at;
    route(order, at);
    return;
  }
  const wire::ExecutionData execution = venue_.outbox.messages().execution(book_fill(order, *quote, at), -1);
  const bool state_first = venue_.habits.fill == FillReports::kFilled;
  if (!state_first) venue_.outbox.send(order, execution);
  if (order.remaining() == Quantity{}) {
    order.status = Status::kFilled;
    order.phase = Phase::kDone;
    order.completed = at;
    order.completed_status = fmt::format("Filled Size: {}", order.filled.str());
    order.due = kNever;
  } else if (order.immediate) {
    send_state(order);
    if (state_first) venue_.outbox.send(order, execution);
    finish(order, Status::kCancelled, "Cancelled by Exchange", at);
    venue_.outbox.send_error(order, code::kOrderCancelled, kCancelled);
    return;
  } else {
    order.status = Status::kSubmitted;
    order.phase = Phase::kWorking;
    order.due = at + kBetweenFills;
  }
  send_state(order);
  if (state_first) venue_.outbox.send(order, execution);
  if (order.is_done()) push_completed(order);
}

void MatchingEngine::push_completed(const Order& order) {
  if (venue_.habits.completed == CompletedReports::kPushed)
    venue_.outbox.send(order, venue_.outbox.messages().completed_order(order));
}

// Into the order, the account and the records; what the clients see of it is the caller's.
Fill MatchingEngine::book_fill(Order& order, const BidAsk& quote, UtcTime at) {
  Quantity shares =
      min(order.remaining(), Quantity::from_whole(order.side == Side::kBuy ? quote.ask_size : quote.bid_size));
  if (order.fault_partial) {
    shares = min(order.remaining(), Quantity::from_double(order.fault_shares.front()));
    order.fault_shares.erase(order.fault_shares.begin());
  }
  const Price price = Price::from_double(compute_fill_price(order, quote));
  order.filled += shares;
  order.value += multiply(price, shares, Rounding::kHalfEven);
  const Money commission = compute_commission(venue_.options.commission, order.filled, order.value) - order.commission;
  order.commission += commission;
  order.last_price = price.to_double();
  ++order.fills;
  venue_.book.mark_changed(order);
  moved_.push_back(order.symbol);

  Fill fill{.exec_id = fmt::format("0000e0d5.{:08x}.{:02}.01", order.perm_id, order.fills),
            .client_id = order.client_id,
            .order_id = order.order_id,
            .perm_id = order.perm_id,
            .order_ref = order.placed.order_ref,
            .symbol = order.symbol,
            .side = order.side,
            .quantity = shares,
            .cumulative = order.filled,
            .price = price,
            .average_price = order.average_price(),
            .time = at,
            .commission = commission,
            .added_liquidity = order.rested};
  fill.realized = venue_.account.apply(
      {order.symbol, order.side, shares, price, commission, venue_.market.calendar().next_settlement_day(day_)});
  venue_.book.add(fill);
  if (venue_.options.keeps_trades)
    trades_.push_back({ExecId(fill.exec_id), OrderKey(fill.order_ref), ClientOrderId(order.order_id),
                       PermId(order.perm_id), AccountId(venue_.options.account), order.symbol, order.side, shares,
                       price, order.filled, at, "ARCA", commission});
  reports_.push_back({at + kToReport, fill});
  return fill;
}

void MatchingEngine::finish(Order& order, Status status, std::string completed_status, UtcTime at) {
  const bool was_silent = order.phase == Phase::kSilent;
  order.phase = Phase::kDone;
  order.status = status;
  order.completed_status = std::move(completed_status);
  order.completed = at;
  order.due = kNever;
  venue_.book.mark_changed(order);
  if (was_silent) return;
  venue_.outbox.send(order, OrderMessages::order_status(order));
  push_completed(order);
}

void MatchingEngine::report(const Report& report) {
  const Order* const order = venue_.book.find_by_perm_id(report.fill.perm_id);
  if (order == nullptr) return;
  if (order->status == Status::kFilled) send_state(*order);  // once more, now with the commission
  venue_.outbox.send(*order, OrderMessages::commission_report(report.fill));
  if (venue_.habits.fill == FillReports::kPosition) moved_.push_back(order->symbol);  // its cost is known now
}

void MatchingEngine::send_state(const Order& order) {
  // The commission stands in the last OPEN_ORDER of a filled order, once nothing is left to report.
  if (order.status == Status::kFilled && !is_reporting(order))
    venue_.outbox.send_final_state(order);
  else
    venue_.outbox.send_state(order);
}

Money MatchingEngine::unreported_commission(const Symbol& symbol) const {
  Money total;
  for (const Report& report : reports_)
    if (report.fill.symbol == symbol && report.fill.side == Side::kBuy) total += report.fill.commission;
  return total;
}

bool MatchingEngine::is_reporting(const Order& order) const {
  return std::ranges::any_of(reports_, [&](const Report& report) { return report.fill.perm_id == order.perm_id; });
}

void MatchingEngine::restore(Saved saved) {
  day_ = saved.day;
  for (Order& order : saved.book.orders) {
    if (order.is_done() || order.phase == Phase::kCancelling) continue;
    if (order.phase != Phase::kSilent) order.phase = Phase::kAcknowledged;
    order.due = order.phase == Phase::kSilent ? kNever : saved.at;
  }
  venue_.book.restore(std::move(saved.book));
}

}  // namespace bot::gateway
