// What a new order has to pass, in the order in which TWS and IBKR say no.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/commission.hpp"
#include "gateway/desk.hpp"
#include "gateway/times.hpp"

namespace bot::gateway {
namespace {

constexpr Duration kOnTheWay = std::chrono::milliseconds{10};
constexpr std::size_t kActiveOrdersMax = 20;  // per contract and side (IBKR)
constexpr std::int64_t kSmallestShare = Quantity::kScale / 10'000;
// What a client may write without our sums running over: TWS has size and price precautions of its own.
constexpr double kPriceMax = 1e6;
constexpr double kSharesMax = 1e7;
constexpr double kValueMax = 1e9;
constexpr std::int64_t kOrderIdMax = 2'147'483'647;  // an int on the wire

bool is_multiple(double price, double step) {
  const double steps = price / step;
  return std::abs(steps - std::round(steps)) < 1e-6;
}

// Absent also where the number cannot be a price; a limit order is then refused.
std::optional<Price> limit_of(const wire::Order& placed) {
  if (placed.order_type != "LMT" || !placed.limit_price) return std::nullopt;
  if (!(std::abs(*placed.limit_price) <= kPriceMax)) return std::nullopt;
  return Price::from_double(*placed.limit_price);
}

}  // namespace

const OrderFault* Desk::fault(const DeskOrder& order, OrderFaultKind kind) const {
  for (const OrderFault& candidate : parts_.faults.orders) {
    if (candidate.kind != kind) continue;
    if (candidate.symbol.empty() ? candidate.which.hits(order.number) : candidate.symbol == order.symbol.value())
      return &candidate;
  }
  return nullptr;
}

void Desk::place(std::int64_t client_id, const wire::PlaceOrder& request, UtcTime now) {
  const wire::Order& placed = request.order;
  const std::int64_t id = placed.order_id;
  const bool what_if = placed.what_if;
  const auto symbol = parts_.contracts.resolve(request.contract);
  const Side side = placed.action == "SELL" ? Side::kSell : Side::kBuy;
  if (!what_if) {
    frames_.push_back({now, client_id, id, placed.order_ref, symbol.value_or(Symbol(request.contract.symbol)), side,
                       placed.total_quantity.value_or(Quantity{}), limit_of(placed).value_or(Price{})});
    if (DeskOrder* const existing = alive(client_id, id); existing != nullptr) {
      modify(*existing, request, now);
      return;
    }
  }
  for (const DeskOrder& order : orders_)
    if (order.client_id == client_id && order.order_id == id && order.status == "Filled") {
      refuse(client_id, id, {broker::code::kOrderIsFilled, "Cannot modify a filled order."}, now);
      return;
    }
  if (id < next_order_id(client_id)) {
    refuse(client_id, id, {broker::code::kDuplicateOrderId, "Duplicate order id"}, now);
    return;
  }
  if (id > kOrderIdMax) {
    refuse(client_id, id, {broker::code::kInvalidRequest, "Error validating request:-'a' : cause - Invalid order id."},
           now);
    return;
  }
  last_order_id_[client_id] = id;
  dirty_ = true;
  if (!symbol) {
    refuse(client_id, id,
           {broker::code::kNoSecurityDefinition, "No security definition has been found for the request"}, now);
    return;
  }
  DeskOrder order;
  order.client_id = client_id;
  order.order_id = id;
  order.number = what_if ? 0 : ++orders_seen_;
  order.symbol = *symbol;
  order.side = side;
  order.quantity = placed.total_quantity.value_or(Quantity{});
  order.placed = placed;
  order.limit = limit_of(placed);
  order.immediate = placed.tif == "IOC";
  auto refusal = check(order, placed, now);
  if (!refusal) refusal = set_expiry(order, now);
  if (refusal) {
    refuse(client_id, id, *refusal, now);
    if (refusal->code == broker::code::kOrderRejected &&
        !what_if) {  // IBKR itself refused: the order existed for a moment
      order.perm_id = ++last_perm_id_;
      order.phase = Phase::kDone;
      order.status = "Inactive";
      order.completed = now;
      order.completed_status = refusal->text;
      say(order, order_status(order));
      orders_.push_back(std::move(order));
    }
    return;
  }
  if (what_if) {
    answer_what_if(order, now);
    return;
  }
  order.perm_id = ++last_perm_id_;
  order.due = now + kOnTheWay;
  if (fault(order, OrderFaultKind::kEat) != nullptr || !placed.transmit) {
    order.phase = Phase::kSilent;
    order.due = UtcTime::max();
  }
  const OrderFault* const hold = fault(order, OrderFaultKind::kHold);
  if (hold != nullptr && order.due != UtcTime::max()) order.due += hold->time;  // a silent order waits for ever anyway
  if ((hold != nullptr || link_back_) && placed.good_till_date.empty()) order.expires.reset();
  orders_.push_back(std::move(order));
}

std::optional<Desk::Refusal> Desk::check(const DeskOrder& order, const wire::Order& placed, UtcTime now) const {
  if (auto refusal = check_form(order, placed)) return refusal;
  return check_means(order, now);
}

std::optional<Desk::Refusal> Desk::check_form(const DeskOrder& order, const wire::Order& placed) const {
  if (placed.what_if && !placed.transmit)
    return Refusal{broker::code::kWhatIfNotTransmitted, "What-if order should have the transmit flag set to TRUE."};
  if (placed.action != "BUY" && placed.action != "SELL")
    return Refusal{broker::code::kInvalidRequest,
                   "Error validating request:-'a' : cause - Invalid order action, use BUY or SELL."};
  if (!placed.account.empty() && placed.account != parts_.options.account)
    return Refusal{broker::code::kInvalidRequest,
                   "Error validating request:-'a' : cause - Invalid account code '" + placed.account + "'."};
  if (placed.e_trade_only)
    return Refusal{broker::code::kETradeOnly, "The 'EtradeOnly' order attribute is not supported."};
  if (placed.firm_quote_only)
    return Refusal{broker::code::kFirmQuoteOnly, "The 'FirmQuoteOnly' order attribute is not supported."};
  if (placed.nbbo_price_cap)
    return Refusal{broker::code::kNbboPriceCap, "The 'NbboPriceCap' order attribute is not supported."};
  if (placed.cash_quantity.value_or(0) > 0)
    return Refusal{broker::code::kCashQuantity, "Cash quantity cannot be used for this order."};
  if (order.quantity <= Quantity{}) return Refusal{broker::code::kZeroSize, "The order size cannot be zero."};
  if (order.quantity.to_double() > kSharesMax)
    return Refusal{broker::code::kSizeLimit, "The order size exceeds the Size Limit of the precautionary settings."};
  if (!order.quantity.is_whole()) {
    if (parts_.options.fractional == Fractions::kRefuse)
      return Refusal{
          broker::code::kFractionalOrder,
          "Fractional-sized order cannot be placed via API. Please use desktop version to place this order."};
    if (order.quantity.raw() % kSmallestShare != 0)
      return Refusal{broker::code::kSizeIncrement, "Order size does not conform to the size increment 0.0001."};
  }
  if (placed.order_type != "LMT" && placed.order_type != "MKT")
    return Refusal{broker::code::kOrderType, "Unsupported order type for this exchange and security type."};
  if (placed.order_type == "LMT") {
    if (!order.limit || *order.limit <= Price{})
      return Refusal{broker::code::kInvalidRequest,
                     "Error validating request:-'a' : cause - Please enter a valid limit price."};
    if (!is_multiple(order.limit->to_double(), tick_size(order.limit->to_double())))
      return Refusal{broker::code::kPriceStep,
                     "The price does not conform to the minimum price variation for this contract."};
  }
  constexpr std::string_view kKnown[] = {"", "DAY", "IOC", "GTD", "GTC"};
  if (std::find(std::begin(kKnown), std::end(kKnown), placed.tif) == std::end(kKnown))
    return Refusal{broker::code::kInvalidRequest,
                   "Error validating request:-'a' : cause - Invalid time in force '" + placed.tif + "'."};
  return std::nullopt;
}

std::optional<Desk::Refusal> Desk::check_means(const DeskOrder& order, UtcTime now) const {
  const double about = order.limit ? order.limit->to_double() : parts_.market.mark(order.symbol, now);
  if (about * order.quantity.to_double() > kValueMax)
    return Refusal{broker::code::kOrderRejected,
                   "Order rejected - reason:The order value exceeds what this account can hold"};
  // A lasting refusal of a symbol (no permission, no KID) also answers the what-if that asks for it.
  if (order.placed.what_if)
    for (const OrderFault& refused : parts_.faults.orders)
      if (refused.kind == OrderFaultKind::kReject && refused.symbol == order.symbol.value())
        return Refusal{refused.code, refused.text};
  std::size_t active = 0;
  Quantity selling;
  Money reserved;
  for (const DeskOrder& other : orders_) {
    if (other.is_done() || (other.client_id == order.client_id && other.order_id == order.order_id)) continue;
    if (other.symbol == order.symbol && other.side == order.side) ++active;
    if (other.side == Side::kBuy)
      reserved += cost_of(other, now);
    else if (other.symbol == order.symbol)
      selling += other.remaining();
  }
  if (active >= kActiveOrdersMax)
    return Refusal{broker::code::kOrderRejected,
                   "Order rejected - reason:More than 20 working orders in this contract on this side"};
  if (order.side == Side::kSell) {
    const Quantity free = parts_.account.held(order.symbol) - selling;
    if (order.remaining() > free)
      return Refusal{broker::code::kOrderRejected,
                     fmt::format("Order rejected - reason:Short sales are not allowed in a cash account. To sell: {}, "
                                 "free position: {}",
                                 order.remaining().str(), free.str())};
    return std::nullopt;
  }
  const Money cost = cost_of(order, now), free = available_funds() - reserved;
  if (cost > free)
    return Refusal{broker::code::kOrderRejected,
                   fmt::format("Order rejected - reason:The order needs {:.2f} USD with commission. Available funds "
                               "are insufficient: {:.2f} USD",
                               cost.to_double(), free.to_double())};
  return std::nullopt;
}

// What the rest of a buy may cost, commission included. A market order is reserved 1 % above the ask.
Money Desk::cost_of(const DeskOrder& order, UtcTime now) const {
  double price = order.limit ? order.limit->to_double() : 0;
  if (!order.limit) {
    const auto view = parts_.market.view(order.symbol, now);
    if (view) price = (view->quote ? view->quote->ask : view->last) * 1.01;
  }
  const Money value = multiply(Price::from_double(price), order.remaining(), Rounding::kUp);
  const Money whole = order.value + value;
  return value + commission_of(parts_.options.commission, order.quantity, whole) - order.commission;
}

std::optional<Desk::Refusal> Desk::set_expiry(DeskOrder& order, UtcTime now) const {
  const wire::Order& placed = order.placed;
  if (placed.tif == "GTC" || placed.tif == "IOC") return std::nullopt;
  if (placed.tif == "GTD") {
    auto until = parse_wire_time(placed.good_till_date);
    if (until && placed.good_till_date.size() == 8) *until += std::chrono::hours{24};  // the whole of that day
    if (!until)
      return Refusal{broker::code::kInvalidDate,
                     "Good till date/time format is invalid: '" + placed.good_till_date + "'."};
    if (*until <= now)
      return Refusal{broker::code::kOrderRejected, "Order rejected - reason:Good till date/time is in the past"};
    order.expires = *until;
    return std::nullopt;
  }
  const Date today = calendar::to_new_york(now).date;
  auto session = parts_.market.calendar().session_on(today);
  if (!session || now >= session->closes) session = parts_.market.calendar().next_after(today);
  if (!session) return Refusal{broker::code::kOrderRejected, "Order rejected - reason:Exchange is closed"};
  order.expires = session->closes;
  return std::nullopt;
}

void Desk::modify(DeskOrder& order, const wire::PlaceOrder& request, UtcTime now) {
  const wire::Order& placed = request.order;
  const auto symbol = parts_.contracts.resolve(request.contract);
  const bool same = symbol && *symbol == order.symbol && placed.action == name(order.side) &&
                    (placed.account.empty() || placed.account == parts_.options.account) &&
                    placed.order_type == order.placed.order_type;
  if (!same) {
    refuse(order.client_id, order.order_id,
           {broker::code::kModificationMismatch, "Order being modified does not match original order"}, now);
    return;
  }
  DeskOrder changed = order;
  changed.placed = placed;
  changed.quantity = placed.total_quantity.value_or(order.quantity);
  changed.limit = limit_of(placed);
  auto refusal = check(changed, placed, now);
  if (!refusal && changed.quantity <= order.filled)
    refusal = Refusal{broker::code::kModificationMismatch, "The new size is filled already"};
  if (!refusal && placed.good_till_date != order.placed.good_till_date) refusal = set_expiry(changed, now);
  if (refusal) {
    refuse(order.client_id, order.order_id, *refusal, now);
    return;
  }
  if (changed.phase == Phase::kWorking) {  // it queues anew, and may be marketable now
    changed.phase = Phase::kAcknowledged;
    changed.rested = false;
    changed.due = now + kOnTheWay;
  }
  order = std::move(changed);
  dirty_ = true;
  say_state(order);
}

void Desk::answer_what_if(const DeskOrder& order, UtcTime now) {
  wire::OpenOrderData answer = open_order(order);
  answer.order.what_if = true;
  // A cash account's margin of a position is its whole value; an estimate at the limit, or at the market.
  const auto view = parts_.market.view(order.symbol, now);
  const double price = order.limit ? order.limit->to_double() : view ? view->last : 0;
  const Money value = multiply(Price::from_double(price), order.quantity, Rounding::kHalfEven);
  const double commission = commission_of(parts_.options.commission, order.quantity, value).to_double();
  const double equity = net_liquidation(now).to_double();
  const double invested = equity - parts_.account.cash().to_double();
  const double change = order.side == Side::kBuy ? value.to_double() : -value.to_double();
  wire::Margins& margins = answer.state.margins;
  margins.init_before = margins.maint_before = invested;
  margins.init_change = margins.maint_change = change;
  margins.init_after = margins.maint_after = invested + change;
  margins.equity_before = equity;
  margins.equity_change = -commission;
  margins.equity_after = equity - commission;
  answer.state.commission = commission;
  answer.state.commission_currency = "USD";
  outgoing_.push_back({order.client_id, std::move(answer)});
}

}  // namespace bot::gateway
