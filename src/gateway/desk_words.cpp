// Orders and fills in the words of a TWS.
#include <algorithm>

#include "gateway/desk.hpp"
#include "gateway/times.hpp"
#include "wire/echo.hpp"

namespace bot::gateway {
namespace {

wire::Order echo_of(const DeskOrder& order, const std::string& account) {
  wire::Order echo = wire::as_tws_echoes(order.placed);
  echo.order_id = order.order_id;
  echo.client_id = order.client_id;
  echo.perm_id = order.perm_id;
  echo.total_quantity = order.quantity;
  echo.account = account;
  if (order.limit) echo.limit_price = order.limit->to_double();
  return echo;
}

}  // namespace

wire::OpenOrderData Desk::open_order(const DeskOrder& order) const {
  wire::OpenOrderData data;
  data.contract = wire::as_tws_echoes(parts_.contracts.contract(order.symbol));
  data.order = echo_of(order, parts_.options.account);
  data.state.status = order.status;
  // The commission stands in the last OPEN_ORDER of a filled order, once nothing is left to report.
  const bool reported = std::none_of(reports_.begin(), reports_.end(),
                                     [&](const Report& report) { return report.perm_id == order.perm_id; });
  if (order.status == "Filled" && reported) {
    data.state.commission = order.commission.to_double();
    data.state.commission_currency = "USD";
  }
  return data;
}

wire::OrderStatus Desk::order_status(const DeskOrder& order) const {
  return {.order_id = order.order_id,
          .status = order.status,
          .filled = order.filled,
          .remaining = order.remaining(),
          .average_fill_price = order.average_price(),
          .perm_id = order.perm_id,
          .parent_id = order.placed.parent_id,
          .last_fill_price = order.last_price,
          .client_id = order.client_id,
          .why_held = "",
          .market_cap_price = 0};
}

wire::CompletedOrderData Desk::completed_order(const DeskOrder& order) const {
  wire::CompletedOrderData data;
  data.contract = wire::as_tws_echoes(parts_.contracts.contract(order.symbol));
  data.order = echo_of(order, parts_.options.account);
  if (order.status == "Filled") data.order.total_quantity = Quantity{};  // as TWS does; filledQuantity has it
  data.order.filled_quantity = order.filled;
  data.state.status = order.status;
  data.state.completed_time = wire_time(order.completed);
  data.state.completed_status = order.completed_status;
  return data;
}

wire::ExecutionData Desk::execution(const FillRecord& fill, std::int64_t req_id) const {
  wire::ExecutionData data;
  data.req_id = req_id;
  data.order_id = fill.order_id;
  data.contract = parts_.contracts.contract(fill.symbol);
  data.contract.exchange = Contracts::primary_exchange(fill.symbol);
  data.contract.primary_exchange.clear();
  data.exec_id = fill.exec_id;
  data.time = wire_time(fill.time);
  data.account = parts_.options.account;
  data.exchange = data.contract.exchange;
  data.side = fill.side == Side::kBuy ? "BOT" : "SLD";
  data.shares = fill.quantity;
  data.price = fill.price.to_double();
  data.perm_id = fill.perm_id;
  data.client_id = fill.client_id;
  data.cumulative = fill.cumulative;
  data.average_price = fill.average_price;
  data.order_ref = fill.order_ref;
  data.last_liquidity = fill.added_liquidity ? 1 : 2;
  return data;
}

wire::CommissionReport Desk::commission_report(const FillRecord& fill) {
  wire::CommissionReport report;
  report.exec_id = fill.exec_id;
  report.commission = fill.commission.to_double();
  report.currency = "USD";
  if (fill.realized) report.realized_pnl = fill.realized->to_double();
  return report;
}

}  // namespace bot::gateway
