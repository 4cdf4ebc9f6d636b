#include "gateway/what_if.hpp"

#include "gateway/commission.hpp"
#include "gateway/valuation.hpp"

namespace bot::gateway {

void add_margins(wire::OpenOrderData& answer, const Order& order, const Account& account, Market& market,
                 const Options& options, UtcTime now) {
  answer.order.what_if = true;
  const auto view = market.view(order.symbol, now);
  const double price = order.limit ? order.limit->to_double() : view ? view->last : 0;
  const Money value = multiply(Price::from_double(price), order.quantity, Rounding::kHalfEven);
  const double commission = compute_commission(options.commission, order.quantity, value).to_double();
  const double equity = compute_net_liquidation(account, market, now).to_double();
  const double invested = equity - account.cash().to_double();
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
}

}  // namespace bot::gateway
