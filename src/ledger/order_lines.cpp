#include "ledger/order_lines.hpp"

namespace bot::ledger {

OrderLine order_line(const orders::OrderRecord& order) {
  OrderLine line{.key = order.key,
                 .symbol = order.symbol,
                 .side = order.side,
                 .shares = order.quantity,
                 .limit = order.limit,
                 .state = order.reported_state(),
                 .filled = order.executed(),
                 .average_price = order.average_price(),
                 .commission = order.commission(),
                 .slippage_bps = 0,
                 .reason = order.reason,
                 .doubtful_commission = order.doubtful_commission()};
  if (line.average_price && order.planned_mid > Price{}) {
    const double worse = order.side == Side::kBuy ? 1.0 : -1.0;
    line.slippage_bps = worse * (line.average_price->to_double() / order.planned_mid.to_double() - 1.0) * 10'000.0;
  }
  return line;
}

std::vector<OrderLine> order_lines(const LedgerState& state, const RunId& run) {
  std::vector<OrderLine> lines;
  for (const Side side : {Side::kSell, Side::kBuy})
    for (const auto& [key, order] : state.orders)
      if (order.run == run && order.side == side) lines.push_back(order_line(order));
  return lines;
}

}  // namespace bot::ledger
