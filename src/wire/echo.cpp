#include "wire/echo.hpp"

namespace bot::wire {

Order as_tws_echoes(Order placed) {
  placed.limit_price = placed.limit_price.value_or(0);
  placed.aux_price = placed.aux_price.value_or(0);
  if (placed.tif.empty()) placed.tif = "DAY";
  if (placed.oca_type == 0) placed.oca_type = 3;
  placed.volatility_type = placed.volatility_type.value_or(0);
  placed.reference_price_type = placed.reference_price_type.value_or(0);
  if (placed.delta_neutral_order_type.empty()) {
    placed.delta_neutral_order_type = "None";
    placed.delta_neutral_open_close = "?";
  }
  if (placed.clearing_intent.empty()) placed.clearing_intent = "IB";
  if (placed.adjusted_order_type.empty()) placed.adjusted_order_type = "None";
  placed.cash_quantity = placed.cash_quantity.value_or(0);
  placed.dont_use_auto_price_for_hedge = true;
  placed.use_price_mgmt_algo = placed.use_price_mgmt_algo.value_or(0);
  if (placed.shareholder.empty()) placed.shareholder = "Not an insider or substantial shareholder";
  return placed;
}

Contract as_tws_echoes(Contract contract) {
  if (contract.right.empty() && contract.sec_type == "STK") contract.right = "?";
  contract.primary_exchange.clear();
  if (contract.local_symbol.empty()) contract.local_symbol = contract.symbol;
  if (contract.trading_class.empty()) contract.trading_class = contract.symbol;
  return contract;
}

}  // namespace bot::wire
