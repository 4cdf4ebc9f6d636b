#include "gateway/order_messages.hpp"

#include "gateway/times.hpp"
#include "wire/echo.hpp"

namespace bot::gateway {

wire::Order OrderMessages::echo(const Order& order) const {
  wire::Order echo = wire::as_tws_echoes(order.placed);
  echo.order_id = order.order_id;
  echo.client_id = order.client_id;
  echo.perm_id = order.perm_id;
  echo.total_quantity = order.quantity;
  echo.account = account_;
  if (order.limit) echo.limit_price = order.limit->to_double();
  return echo;
}

wire::OpenOrderData OrderMessages::open_order(const Order& order) const {
  wire::OpenOrderData data;
  data.contract = wire::as_tws_echoes(contracts_.contract(order.symbol));
  data.order = echo(order);
  data.state.status = wire_name(order.status);
  return data;
}

wire::OpenOrderData OrderMessages::open_order_with_commission(const Order& order) const {
  wire::OpenOrderData data = open_order(order);
  data.state.commission = order.commission.to_double();
  data.state.commission_currency = "USD";
  return data;
}

wire::OrderStatus OrderMessages::order_status(const Order& order) {
  return {.order_id = order.order_id,
          .status = std::string(wire_name(order.status)),
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

wire::CompletedOrderData OrderMessages::completed_order(const Order& order) const {
  wire::CompletedOrderData data;
  data.contract = wire::as_tws_echoes(contracts_.contract(order.symbol));
  data.order = echo(order);
  // As TWS does; filledQuantity has it.
  if (order.status == Status::kFilled) data.order.total_quantity = Quantity{};
  data.order.filled_quantity = order.filled;
  data.state.status = wire_name(order.status);
  data.state.completed_time = wire_time(order.completed);
  data.state.completed_status = order.completed_status;
  return data;
}

wire::ExecutionData OrderMessages::execution(const Fill& fill, std::int64_t req_id) const {
  wire::ExecutionData data;
  data.req_id = req_id;
  data.order_id = fill.order_id;
  data.contract = contracts_.contract(fill.symbol);
  data.contract.exchange = Contracts::primary_exchange(fill.symbol);
  data.contract.primary_exchange.clear();
  data.exec_id = fill.exec_id;
  data.time = wire_time(fill.time);
  data.account = account_;
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

wire::CommissionReport OrderMessages::commission_report(const Fill& fill) {
  wire::CommissionReport report;
  report.exec_id = fill.exec_id;
  report.commission = fill.commission.to_double();
  report.currency = "USD";
  if (fill.realized) report.realized_pnl = fill.realized->to_double();
  return report;
}

}  // namespace bot::gateway
