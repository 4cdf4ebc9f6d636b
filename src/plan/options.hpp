// What a plan may be asked for. Values are checked by `config` before they get here. Safety takes the same struct, so
// that an order is judged at sending by the numbers it was planned with.
#pragma once

#include "base/fixed.hpp"
#include "plan/cash_rule.hpp"

namespace bot::plan {

struct Options {
  double limit_offset_bps = 10;                      // a buy's limit above the ask, a sell's below the bid
  double exit_offset_bps = 30;                       // sells of a symbol without a target
  Money min_order_notional = Money::from_whole(50);  // at mid; a full exit may be smaller
  double drift_band = 0.02;                          // of equity: a position this near to its target is left alone
  double max_price_move = 0.15;                      // of the mid against the last close
  double max_spread_bps = 50;                        // of the mid; a wider quote is not used
  CashRule cash_rule = CashRule::kAuto;
  Money cash_reserve{};  // dollars that are never invested
  Costs costs{};
};

}  // namespace bot::plan
