#include "tws/convert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "broker/tws_codes.hpp"
#include "calendar/new_york.hpp"
#include "model/security_type.hpp"
#include "tws/tws_times.hpp"
#include "wire/numbers.hpp"

namespace bot::tws {

BrokerOrderStatus parse_status(std::string_view word) {
  if (word == "PendingSubmit" || word == "ApiPending") return BrokerOrderStatus::kPendingSubmit;
  if (word == "PreSubmitted") return BrokerOrderStatus::kPreSubmitted;
  if (word == "Submitted") return BrokerOrderStatus::kSubmitted;
  if (word == "PendingCancel") return BrokerOrderStatus::kPendingCancel;
  if (word == "Cancelled" || word == "ApiCancelled") return BrokerOrderStatus::kCancelled;
  if (word == "Filled") return BrokerOrderStatus::kFilled;
  if (word == "Inactive") return BrokerOrderStatus::kInactive;
  return BrokerOrderStatus::kOther;
}

std::optional<Side> parse_side(std::string_view word) {
  if (word == "BUY" || word == "BOT") return Side::kBuy;
  if (word == "SELL" || word == "SLD" || word == "SSHORT" || word == "SLONG") return Side::kSell;
  return std::nullopt;
}

std::optional<Price> to_price(const std::optional<double>& value) {
  constexpr double kMaxPrice = 1e7;
  if (!value || !(std::abs(*value) <= kMaxPrice)) return std::nullopt;
  return Price::from_double(*value);
}

std::optional<Money> to_dollars(const std::optional<double>& value, const std::string& currency) {
  if (!value || !(std::abs(*value) <= kMaxDollars) || (!currency.empty() && currency != "USD")) return std::nullopt;
  return Money::from_double(*value);
}

std::string reported_text(const std::string& value) {
  using Kind = wire::Parsed<double>::Kind;
  const auto number = wire::parse_number_field(value);
  const bool is_unset = number.kind == Kind::kUnset || (number.kind == Kind::kValue && !std::isfinite(number.value));
  return is_unset ? std::string() : value;
}

std::optional<OpenOrder> to_open_order(const wire::OpenOrderData& data, std::int64_t own_client_id) {
  const auto& order = data.order;
  const auto side = parse_side(order.action);
  if (!side) return std::nullopt;
  return OpenOrder{.key = OrderKey(order.order_ref),
                   .order_id = ClientOrderId(order.order_id),
                   .perm_id = PermId(order.perm_id),
                   .client_id = order.client_id,
                   .account = AccountId(order.account),
                   .symbol = Symbol(data.contract.symbol),
                   .con_id = ConId(data.contract.con_id),
                   .security_type = data.contract.sec_type,
                   .side = *side,
                   .quantity = order.total_quantity.value_or(Quantity{}),  // none: an order for an amount of cash
                   .filled = Quantity{},
                   .status = parse_status(data.state.status),
                   .own_client = order.client_id == own_client_id};
}

std::optional<CompletedOrder> to_completed_order(const wire::CompletedOrderData& data) {
  const auto& order = data.order;
  const auto side = parse_side(order.action);
  if (!side) return std::nullopt;
  return CompletedOrder{.key = OrderKey(order.order_ref),
                        .perm_id = PermId(order.perm_id),
                        .account = AccountId(order.account),
                        .symbol = Symbol(data.contract.symbol),
                        .side = *side,
                        .filled = order.filled_quantity.value_or(Quantity{}),
                        .status = parse_status(data.state.status),
                        .reason = data.state.completed_status};
}

std::optional<Execution> to_execution(const wire::ExecutionData& data, std::int64_t own_client_id) {
  const auto side = parse_side(data.side);
  const auto price = to_price(data.price);
  if (!side || !price || !data.shares || data.exec_id.empty()) return std::nullopt;
  return Execution{.exec_id = ExecId(data.exec_id),
                   .key = OrderKey(data.order_ref),
                   .order_id = ClientOrderId(data.order_id),
                   .perm_id = PermId(data.perm_id),
                   .account = AccountId(data.account),
                   .symbol = Symbol(data.contract.symbol),
                   .side = *side,
                   .quantity = *data.shares,
                   .price = *price,
                   .cumulative = data.cumulative.value_or(*data.shares),
                   .time = parse_tws_time(data.time),
                   .venue = data.exchange,
                   .commission = std::nullopt,
                   .own_client = data.client_id == own_client_id};
}

std::optional<Position> to_position(const wire::PositionData& data) {
  if (!data.position) return std::nullopt;
  return Position{.account = AccountId(data.account),
                  .symbol = Symbol(data.contract.symbol),
                  .con_id = ConId(data.contract.con_id),
                  .security_type = data.contract.sec_type,
                  .currency = data.contract.currency,
                  .quantity = *data.position,
                  .average_cost = to_price(data.average_cost)};
}

std::optional<PositionMark> to_mark(const wire::PortfolioValue& data) {
  const auto value = to_dollars(data.market_value, "USD");  // the bounds of a sum of money, whatever its currency
  if (!data.position || !value) return std::nullopt;
  return PositionMark{.quantity = *data.position, .currency = data.contract.currency, .value = *value};
}

Result<Instrument> to_instrument(const wire::ContractData& data) {
  const auto& contract = data.contract;
  const auto min_tick = to_price(data.min_tick);
  if (contract.con_id <= 0 || !min_tick || *min_tick <= Price{}) {
    return fail(ErrorCode::kProtocol, "contract data without contract id or price step", contract.symbol);
  }
  Instrument instrument{.symbol = Symbol(contract.symbol),
                        .con_id = ConId(contract.con_id),
                        .security_type = contract.sec_type,
                        .currency = contract.currency,
                        .primary_exchange = contract.primary_exchange,
                        .long_name = data.long_name,
                        .stock_type = data.stock_type,
                        .min_tick = *min_tick};
  BOT_TRY(auto hours, parse_liquid_hours(data.liquid_hours, data.time_zone_id));
  instrument.liquid_days = std::move(hours.days);
  instrument.liquid_hours = std::move(hours.open);
  return instrument;
}

std::optional<EmbeddedClock> parse_clock_notice(const wire::ErrorMessage& message, UtcTime received) {
  constexpr std::string_view kPrefix = "bot embedded gateway clock=";
  constexpr std::string_view kPace = " pace=";
  constexpr std::string_view kMarket = " market=";
  constexpr std::string_view kUnnamedMarket = "generator:unknown";
  if (message.id != -1 || !broker::is_notice(message.code) || message.code > broker::code::kGatewayClock)
    return std::nullopt;
  std::string_view text = message.text;
  if (text.substr(0, kPrefix.size()) != kPrefix) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  const auto pace_at = text.find(kPace);
  if (pace_at == std::string_view::npos) return std::nullopt;
  const auto now = parse_utc(text.substr(0, pace_at));
  text.remove_prefix(pace_at + kPace.size());
  const auto market = text.find(kMarket);
  const auto pace = parse_clock_pace(trim(text.substr(0, market)));
  if (!now || !pace) return std::nullopt;
  // A gateway of an earlier version did not name it.
  const std::string_view named =
      market == std::string_view::npos ? kUnnamedMarket : text.substr(market + kMarket.size());
  return EmbeddedClock{.now = *now, .received = received, .pace = *pace, .market = parse_source_identity(trim(named))};
}

wire::Contract make_stock_contract(const Symbol& symbol, ConId con_id, const std::string& primary_exchange) {
  wire::Contract contract;
  contract.con_id = con_id.value();
  contract.symbol = symbol.value();
  contract.sec_type = kStock;
  contract.exchange = "SMART";
  contract.primary_exchange = primary_exchange;
  contract.currency = "USD";
  return contract;
}

wire::PlaceOrder to_place_order(const OrderTicket& ticket, ClientOrderId order_id) {
  wire::PlaceOrder placed;
  placed.contract = make_stock_contract(ticket.symbol, ticket.con_id, ticket.primary_exchange);
  placed.order.order_id = order_id.value();
  placed.order.action = bot::name(ticket.side);
  placed.order.total_quantity = ticket.quantity;
  placed.order.order_type = "LMT";
  placed.order.limit_price = ticket.limit.to_double();
  placed.order.tif = "GTD";
  placed.order.good_till_date = format_utc(ticket.expires);
  placed.order.account = ticket.account.value();
  placed.order.order_ref = ticket.key.value();
  placed.order.transmit = true;
  placed.order.outside_rth = false;
  return placed;
}

HistorySpan make_history_span(const ports::BarRequest& request, Date today) {
  const bool until_now = request.kind == ports::BarKind::kAdjustedLast || request.last >= today;
  const Date end = until_now ? today : request.last;
  HistorySpan span;
  if (!until_now) span.end = format_utc(calendar::from_new_york(end + std::chrono::days{1}, Duration{0}));
  const auto days = std::max<std::int64_t>((end - request.first).count(), 0) + 1;
  constexpr std::int64_t kMaxDays = 365;
  // Days of the request are trading days, so as many as calendar days always reach back far enough.
  span.duration = days <= kMaxDays ? fmt::format("{} D", days) : fmt::format("{} Y", (days + kMaxDays - 1) / kMaxDays);
  return span;
}

Result<std::vector<Bar>> to_bars(const std::vector<wire::HistoricalBar>& bars, const ports::BarRequest& request) {
  std::vector<Bar> kept;
  for (const auto& bar : bars) {
    const auto date = parse_basic_date(bar.date);
    if (!date) {
      return fail(ErrorCode::kProtocol, fmt::format("a daily bar with the date \"{}\"", bar.date),
                  request.symbol.value());
    }
    const bool open_ended = request.kind == ports::BarKind::kAdjustedLast;
    if (*date < request.first || (!open_ended && *date > request.last)) continue;
    kept.push_back({.date = *date,
                    .open = bar.open,
                    .high = bar.high,
                    .low = bar.low,
                    .close = bar.close,
                    .volume = bar.volume,
                    .adj_close = std::nullopt});
  }
  return kept;
}

std::string format_code(int code) { return fmt::format("code {}", code); }

Error to_error(const wire::ErrorMessage& message) {
  const auto where = format_code(message.code);
  switch (broker::find_action(message.code, message.text)) {
    case broker::CodeAction::kSlowDown:
      return {ErrorCode::kPacing, message.text, where, "Ask more slowly; the gateway limits requests."};
    case broker::CodeAction::kTryLater:
      return {ErrorCode::kTimeout, message.text, where, "Try again later."};
    case broker::CodeAction::kNone:
    case broker::CodeAction::kSession:
    case broker::CodeAction::kGiveUp:
    case broker::CodeAction::kGiveUpOrder:
    case broker::CodeAction::kReadOrder:
    case broker::CodeAction::kNoData:
    case broker::CodeAction::kUnknown:
      break;
  }
  return {ErrorCode::kRequestRejected, message.text, where, {}};
}

}  // namespace bot::tws
