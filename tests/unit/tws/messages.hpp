// What a gateway says of SPY, an order in it and its executions.
#pragma once

#include <string>

#include "support/spy_contract.hpp"
#include "unit/tws/fixture.hpp"

namespace bot::tws::test {

inline wire::ContractData contract_data(std::int64_t req_id) {
  wire::ContractData data;
  data.req_id = req_id;
  data.contract = bot::test::spy_contract();
  data.min_tick = 0.01;
  data.time_zone_id = "US/Eastern";
  data.liquid_hours = "20200316:0930-20200316:1600";
  data.stock_type = "ETF";
  return data;
}

inline wire::OpenOrderData open_order(std::int64_t order_id, const std::string& key) {
  wire::OpenOrderData data;
  data.contract = bot::test::spy_contract();
  data.order.order_id = order_id;
  data.order.client_id = 17;
  data.order.perm_id = 9000 + order_id;
  data.order.action = "BUY";
  data.order.total_quantity = Quantity::from_whole(12);
  data.order.order_ref = key;
  data.order.account = "DU1234567";
  data.state.status = "Submitted";
  return data;
}

inline wire::ExecutionData execution(std::int64_t req_id, const std::string& exec_id, double price) {
  wire::ExecutionData data;
  data.req_id = req_id;
  data.order_id = 101;
  data.contract = bot::test::spy_contract();
  data.exec_id = exec_id;
  data.time = "20200316 15:49:07 US/Eastern";
  data.account = "DU1234567";
  data.exchange = "ARCA";
  data.side = "BOT";
  data.shares = data.cumulative = Quantity::from_whole(12);
  data.price = price;
  data.order_ref = "key";
  return data;
}

}  // namespace bot::tws::test
