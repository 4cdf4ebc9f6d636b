#include "gateway/order_validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "gateway/commission.hpp"
#include "gateway/times.hpp"
#include "gateway/valuation.hpp"

namespace bot::gateway {
namespace {

namespace code = broker::code;

constexpr std::size_t kMaxActiveOrders = 20;  // per contract and side (IBKR)
constexpr std::int64_t kMinShareStep = Quantity::kScale / 10'000;
// What a client may write without our sums running over: TWS has size and price precautions of its own.
constexpr double kMaxPrice = 1e6;
constexpr double kMaxShares = 1e7;
constexpr double kMaxValue = 1e9;

bool is_multiple(double price, double step) {
  const double steps = price / step;
  return std::abs(steps - std::round(steps)) < 1e-6;
}

Refusal invalid(const std::string& cause) {
  return {code::kInvalidRequest, "Error validating request:-'a' : cause - " + cause};
}

Refusal rejected(const std::string& reason) { return {code::kOrderRejected, "Order rejected - reason:" + reason}; }

}  // namespace

std::optional<Price> read_limit(const wire::Order& placed) {
  if (placed.order_type != "LMT" || !placed.limit_price) return std::nullopt;
  if (!(std::abs(*placed.limit_price) <= kMaxPrice)) return std::nullopt;
  return Price::from_double(*placed.limit_price);
}

std::optional<Refusal> OrderValidator::check(const Order& order, std::span<const Order> book, UtcTime now) const {
  if (auto refusal = check_form(order)) return refusal;
  if (auto refusal = check_price_and_tif(order)) return refusal;
  return check_means(order, book, now);
}

std::optional<Refusal> OrderValidator::check_form(const Order& order) const {
  const wire::Order& placed = order.placed;
  if (placed.what_if && !placed.transmit)
    return Refusal{code::kWhatIfNotTransmitted, "What-if order should have the transmit flag set to TRUE."};
  // Orders that wait in a TWS for others, or for a hand: refused at once rather than kept without ever being worked.
  if (placed.parent_id != 0) return invalid("This gateway does not serve orders with a parent (brackets).");
  if (!placed.transmit) return invalid("This gateway does not serve orders that are not transmitted (transmit 0).");
  if (placed.action != "BUY" && placed.action != "SELL") return invalid("Invalid order action, use BUY or SELL.");
  if (!placed.account.empty() && placed.account != options_.account)
    return invalid("Invalid account code '" + placed.account + "'.");
  if (placed.e_trade_only) return Refusal{code::kETradeOnly, "The 'EtradeOnly' order attribute is not supported."};
  if (placed.firm_quote_only)
    return Refusal{code::kFirmQuoteOnly, "The 'FirmQuoteOnly' order attribute is not supported."};
  if (placed.nbbo_price_cap)
    return Refusal{code::kNbboPriceCap, "The 'NbboPriceCap' order attribute is not supported."};
  if (placed.cash_quantity.value_or(0) > 0)
    return Refusal{code::kCashQuantity, "Cash quantity cannot be used for this order."};
  if (order.quantity <= Quantity{}) return Refusal{code::kZeroSize, "The order size cannot be zero."};
  if (order.quantity.to_double() > kMaxShares)
    return Refusal{code::kSizeLimit, "The order size exceeds the Size Limit of the precautionary settings."};
  if (order.quantity.is_whole()) return std::nullopt;
  if (options_.fractional == Fractions::kRefuse)
    return Refusal{code::kFractionalOrder,
                   "Fractional-sized order cannot be placed via API. Please use desktop version to place this order."};
  if (order.quantity.raw() % kMinShareStep != 0)
    return Refusal{code::kSizeIncrement, "Order size does not conform to the size increment 0.0001."};
  return std::nullopt;
}

std::optional<Refusal> OrderValidator::check_price_and_tif(const Order& order) const {
  const wire::Order& placed = order.placed;
  if (placed.order_type != "LMT" && placed.order_type != "MKT")
    return Refusal{code::kOrderType, "Unsupported order type for this exchange and security type."};
  if (placed.order_type == "LMT") {
    if (!order.limit || *order.limit <= Price{}) return invalid("Please enter a valid limit price.");
    if (!is_multiple(order.limit->to_double(), tick_size(order.limit->to_double())))
      return Refusal{code::kPriceStep, "The price does not conform to the minimum price variation for this contract."};
  }
  constexpr std::string_view kKnown[] = {"", "DAY", "IOC", "GTD", "GTC"};
  if (std::ranges::find(kKnown, placed.tif) == std::end(kKnown))
    return invalid("Invalid time in force '" + placed.tif + "'.");
  return std::nullopt;
}

std::optional<Refusal> OrderValidator::check_means(const Order& order, std::span<const Order> book, UtcTime now) const {
  const double about = order.limit ? order.limit->to_double() : market_.mark(order.symbol, now);
  if (about * order.quantity.to_double() > kMaxValue)
    return rejected("The order value exceeds what this account can hold");
  // A lasting refusal of a symbol (no permission, no KID) also answers the what-if that asks for it.
  if (order.placed.what_if)
    for (const OrderFault& refused : faults_.orders)
      if (refused.kind == OrderFaultKind::kReject && refused.symbol == order.symbol.value())
        return Refusal{refused.code, refused.text};
  std::size_t active = 0;
  Quantity selling;
  Money reserved;
  for (const Order& other : book) {
    if (other.is_done() || (other.client_id == order.client_id && other.order_id == order.order_id)) continue;
    if (other.symbol == order.symbol && other.side == order.side) ++active;
    if (other.side == Side::kBuy)
      reserved += compute_cost(other, now);
    else if (other.symbol == order.symbol)
      selling += other.remaining();
  }
  if (active >= kMaxActiveOrders)
    return rejected(fmt::format("More than {} working orders in this contract on this side", kMaxActiveOrders));
  if (order.side == Side::kSell) {
    const Quantity free = account_.held(order.symbol) - selling;
    if (order.remaining() > free)
      return rejected(fmt::format("Short sales are not allowed in a cash account. To sell: {}, free position: {}",
                                  order.remaining().str(), free.str()));
    return std::nullopt;
  }
  const Money cost = compute_cost(order, now), free = compute_available_funds(account_, options_) - reserved;
  if (cost > free)
    return rejected(
        fmt::format("The order needs {:.2f} USD with commission. Available funds are insufficient: {:.2f} "
                    "USD",
                    cost.to_double(), free.to_double()));
  return std::nullopt;
}

// What the rest of a buy may cost, commission included. A market order is reserved 1 % above the ask.
Money OrderValidator::compute_cost(const Order& order, UtcTime now) const {
  double price = order.limit ? order.limit->to_double() : 0;
  if (!order.limit) {
    const auto view = market_.view(order.symbol, now);
    if (view) price = (view->quote ? view->quote->ask : view->last) * 1.01;
  }
  const Money value = multiply(Price::from_double(price), order.remaining(), Rounding::kUp);
  const Money whole = order.value + value;
  return value + compute_commission(options_.commission, order.quantity, whole) - order.commission;
}

std::optional<Refusal> OrderValidator::assign_expiry(Order& order, UtcTime now) const {
  const wire::Order& placed = order.placed;
  if (placed.tif == "GTC" || placed.tif == "IOC") return std::nullopt;
  if (placed.tif == "GTD") {
    auto until = parse_wire_time(placed.good_till_date);
    if (until && placed.good_till_date.size() == 8) *until += std::chrono::hours{24};  // the whole of that day
    if (!until)
      return Refusal{code::kInvalidDate, "Good till date/time format is invalid: '" + placed.good_till_date + "'."};
    if (*until <= now) return rejected("Good till date/time is in the past");
    order.expires = *until;
    return std::nullopt;
  }
  const Date today = calendar::to_new_york(now).date;
  auto session = market_.calendar().session_on(today);
  if (!session || now >= session->closes) session = market_.calendar().next_after(today);
  if (!session) return rejected("Exchange is closed");
  order.expires = session->closes;
  return std::nullopt;
}

}  // namespace bot::gateway
