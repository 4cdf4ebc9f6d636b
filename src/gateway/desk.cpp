#include "gateway/desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/commission.hpp"

namespace bot::gateway {
namespace {

using std::chrono::milliseconds;

// What a real gateway takes for these, roughly.
constexpr Duration kToRoute = milliseconds{30};
constexpr Duration kToFill = milliseconds{40};
constexpr Duration kBetweenFills = milliseconds{150};
constexpr Duration kToReport = milliseconds{25};
constexpr Duration kToCancel = milliseconds{40};
constexpr UtcTime kNever = UtcTime::max();

UtcTime midnight(Date day) { return calendar::from_new_york(day, Duration{}); }

}  // namespace

Desk::Desk(Parts parts, UtcTime now) : parts_(parts), day_(calendar::to_new_york(now).date) {}

std::int64_t Desk::next_order_id(std::int64_t client_id) const {
  const auto found = last_order_id_.find(client_id);
  return found == last_order_id_.end() ? 1 : found->second + 1;
}

DeskOrder* Desk::alive(std::int64_t client_id, std::int64_t order_id) {
  for (DeskOrder& order : orders_)
    if (order.client_id == client_id && order.order_id == order_id && !order.is_done()) return &order;
  return nullptr;
}

void Desk::cancel(std::int64_t client_id, std::int64_t order_id, UtcTime now) {
  if (DeskOrder* const order = alive(client_id, order_id); order != nullptr) {
    if (order->phase == Phase::kCancelling || fault(*order, OrderFaultKind::kEat) != nullptr) return;
    order->phase = Phase::kCancelling;
    order->status = "PendingCancel";
    order->due = now + kToCancel;
    say(*order, order_status(*order));
    dirty_ = true;
    return;
  }
  const auto finished = std::find_if(orders_.rbegin(), orders_.rend(), [&](const DeskOrder& order) {
    return order.client_id == client_id && order.order_id == order_id;
  });
  if (finished != orders_.rend())
    refuse(client_id, order_id,
           {broker::code::kOrderNotCancellable,
            fmt::format("OrderId {} that needs to be cancelled cannot be cancelled, state: {}.", order_id,
                        finished->status)},
           now);
  else
    refuse(client_id, order_id,
           {broker::code::kOrderNotFound, fmt::format("OrderId {} that needs to be cancelled is not found.", order_id)},
           now);
}

void Desk::cancel_all(UtcTime now) {
  for (DeskOrder& order : orders_) {
    if (order.is_done() || order.phase == Phase::kCancelling) continue;
    order.phase = Phase::kCancelling;
    order.status = "PendingCancel";
    order.due = now + kToCancel;
  }
  dirty_ = true;
}

UtcTime Desk::next_due() const {
  UtcTime next = midnight(day_ + std::chrono::days{1});
  for (const Report& report : reports_) next = std::min(next, report.due);
  for (const DeskOrder& order : orders_) {
    if (order.is_done()) continue;
    next = std::min(next, order.due);
    if (order.expires) next = std::min(next, *order.expires);
    if (order.fault_cancel) next = std::min(next, *order.fault_cancel);
  }
  return next;
}

void Desk::advance(UtcTime to) {
  for (UtcTime at = next_due(); at <= to; at = next_due()) {
    if (const Date tomorrow = day_ + std::chrono::days{1}; at >= midnight(tomorrow)) {
      begin_day(tomorrow);
      continue;
    }
    if (const auto due = std::find_if(reports_.begin(), reports_.end(), [&](const Report& r) { return r.due <= at; });
        due != reports_.end()) {
      const Report now_due = *due;
      reports_.erase(due);
      report(now_due);
      continue;
    }
    for (DeskOrder& order : orders_) {
      if (order.is_done()) continue;
      if (order.fault_cancel && *order.fault_cancel <= at) {
        order.fault_cancel.reset();
        finish(order, "Cancelled", "Cancelled by Exchange", at);
      } else if (order.expires && *order.expires <= at) {
        const bool heard = order.phase != Phase::kSilent && order.phase != Phase::kReceived;
        finish(order, "Cancelled", "Cancelled by System: expired", at);
        if (heard)
          say(order, wire::ErrorMessage{order.order_id, broker::code::kOrderCancelled,
                                        "Order Canceled - reason:expired", "", 0});
      } else if (order.due <= at) {
        step(order, at);
      } else {
        continue;
      }
      break;  // one step at a time: the next may be another's
    }
  }
}

void Desk::step(DeskOrder& order, UtcTime at) {
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
      finish(order, "Cancelled", "Cancelled by Trader", at);
      say(order, wire::ErrorMessage{order.order_id, broker::code::kOrderCancelled, "Order Canceled - reason:", "", 0});
      return;
    case Phase::kSilent:
    case Phase::kDone:
      order.due = kNever;
      return;
  }
}

void Desk::acknowledge(DeskOrder& order, UtcTime at) {
  if (link_back_ && at < *link_back_) {
    order.due = *link_back_;
    return;
  }
  if (const OrderFault* const reject = fault(order, OrderFaultKind::kReject); reject != nullptr) {
    say(order, wire::ErrorMessage{order.order_id, reject->code, reject->text, "", 0});
    finish(order, "Inactive", "Inactive", at);
    return;
  }
  if (const OrderFault* const partial = fault(order, OrderFaultKind::kPartial); partial != nullptr) {
    order.fault_partial = true;
    order.fault_shares = partial->shares;
  }
  if (const OrderFault* const cancelled = fault(order, OrderFaultKind::kCancel); cancelled != nullptr)
    order.fault_cancel = at + cancelled->time;
  order.phase = Phase::kAcknowledged;
  order.due = at + kToRoute;
  say_state(order);
  if (const OrderFault* const error = fault(order, OrderFaultKind::kError); error != nullptr)
    say(order, wire::ErrorMessage{order.order_id, error->code, error->text, "", 0});
  // A day order that a dialog or a lost link held belongs to the session in which it is let go.
  if (!order.expires) (void)set_expiry(order, at);
  const auto session = parts_.market.calendar().session_on(calendar::to_new_york(at).date);
  if (!session || at < session->opens || at >= session->closes) {
    const auto next = session && at < session->opens ? session : parts_.market.calendar().next_after(day_);
    say(order, wire::ErrorMessage{order.order_id, broker::code::kOrderMessage,
                                  fmt::format("Order Message:\n{} {} {}\nWarning: your order will not be placed at the "
                                              "exchange until {}",
                                              name(order.side), order.quantity.str(), order.symbol.value(),
                                              next ? calendar::new_york_text(next->opens) : "the next session"),
                                  "", 0});
  }
}

void Desk::route(DeskOrder& order, UtcTime at) {
  const Date today = calendar::to_new_york(at).date;
  auto session = parts_.market.calendar().session_on(today);
  if (!session || at >= session->closes) session = parts_.market.calendar().next_after(today);
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
  const Intraday* const path = parts_.market.path(order.symbol, session->date);
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
    finish(order, "Cancelled", "Cancelled by Exchange", at);
    say(order, wire::ErrorMessage{order.order_id, broker::code::kOrderCancelled, "Order Canceled - reason:", "", 0});
    return;
  }
  const bool news = order.status != "Submitted";
  order.phase = Phase::kWorking;
  order.status = "Submitted";
  order.rested = true;
  order.due = touch ? *touch : session->closes;
  if (news) say_state(order);
}

double Desk::fill_price(const DeskOrder& order, const BidAsk& quote) const {
  const double slip = parts_.options.slippage_bps / 1e4;
  const bool buy = order.side == Side::kBuy;
  // Prices improve on the limit in steps of a hundredth of a cent.
  const double market = std::round((buy ? quote.ask * (1 + slip) : quote.bid * (1 - slip)) * 1e4) / 1e4;
  if (!order.limit) return market;
  const double limit = order.limit->to_double();
  if (order.rested) return limit;
  return buy ? std::min(limit, market) : std::max(limit, market);
}

void Desk::fill(DeskOrder& order, UtcTime at) {
  const Intraday* const path = parts_.market.path(order.symbol, calendar::to_new_york(at).date);
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
  Quantity shares =
      min(order.remaining(), Quantity::from_whole(order.side == Side::kBuy ? quote->ask_size : quote->bid_size));
  if (order.fault_partial) {
    shares = min(order.remaining(), Quantity::from_double(order.fault_shares.front()));
    order.fault_shares.erase(order.fault_shares.begin());
  }
  const Price price = Price::from_double(fill_price(order, *quote));
  order.filled += shares;
  order.value += multiply(price, shares, Rounding::kHalfEven);
  const Money commission = commission_of(parts_.options.commission, order.filled, order.value) - order.commission;
  order.commission += commission;
  order.last_price = price.to_double();
  ++order.fills;
  dirty_ = true;
  moved_.push_back(order.symbol);

  FillRecord record{.exec_id = fmt::format("0000e0d5.{:08x}.{:02}.01", order.perm_id, order.fills),
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
                    .realized = {},
                    .added_liquidity = order.rested};
  record.realized = parts_.account.apply(
      {order.symbol, order.side, shares, price, commission, parts_.market.calendar().next_settlement_day(day_)});
  fills_.push_back(record);
  all_fills_.push_back({ExecId(record.exec_id), OrderKey(record.order_ref), ClientOrderId(order.order_id),
                        PermId(order.perm_id), AccountId(parts_.options.account), order.symbol, order.side, shares,
                        price, order.filled, at, "ARCA", commission});
  reports_.push_back({at + kToReport, order.perm_id, record.exec_id});

  say(order, execution(record, -1));
  if (order.remaining() == Quantity{}) {
    order.status = "Filled";
    order.phase = Phase::kDone;
    order.completed = at;
    order.completed_status = fmt::format("Filled Size: {}", order.filled.str());
    order.due = kNever;
  } else if (order.immediate) {
    say_state(order);
    finish(order, "Cancelled", "Cancelled by Exchange", at);
    say(order, wire::ErrorMessage{order.order_id, broker::code::kOrderCancelled, "Order Canceled - reason:", "", 0});
    return;
  } else {
    order.status = "Submitted";
    order.phase = Phase::kWorking;
    order.due = at + kBetweenFills;
  }
  say_state(order);
}

void Desk::finish(DeskOrder& order, std::string status, std::string completed_status, UtcTime at) {
  const bool heard = order.phase != Phase::kSilent;
  order.phase = Phase::kDone;
  order.status = std::move(status);
  order.completed_status = std::move(completed_status);
  order.completed = at;
  order.due = kNever;
  dirty_ = true;
  if (heard) say(order, order_status(order));
}

void Desk::report(const Report& report) {
  const auto fill = std::find_if(fills_.begin(), fills_.end(),
                                 [&](const FillRecord& record) { return record.exec_id == report.exec_id; });
  const auto order = std::find_if(orders_.begin(), orders_.end(),
                                  [&](const DeskOrder& candidate) { return candidate.perm_id == report.perm_id; });
  if (fill == fills_.end() || order == orders_.end()) return;
  if (order->status == "Filled") say_state(*order);  // once more, now with the commission
  say(*order, commission_report(*fill));
}

void Desk::say(const DeskOrder& order, wire::Response response) {
  outgoing_.push_back({order.client_id, std::move(response)});
}

void Desk::say_state(const DeskOrder& order) {
  say(order, open_order(order));
  say(order, order_status(order));
}

void Desk::refuse(std::int64_t client_id, std::int64_t order_id, const Refusal& refusal, UtcTime) {
  outgoing_.push_back({client_id, wire::ErrorMessage{order_id, refusal.code, refusal.text, "", 0}});
}

}  // namespace bot::gateway
