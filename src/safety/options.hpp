// The limits of the safety rules. What they share with planning (offsets, spread, price move, costs) is in
// plan/options.hpp. Values are checked by `config` before they get here.
#pragma once

#include "broker/account_judgements.hpp"
#include "model/mode.hpp"
#include "plan/quote_check.hpp"

namespace bot::safety {

// R16: by so much NetLiquidation may differ from the sum of cash and positions, whose prices are ours.
inline constexpr double kMaxOwnSumDifference = 0.01;

struct Options {
  bool execution_live = false;        // R02: needed for --live
  double max_order_notional = 0.60;   // R11: of managed equity, one buy
  double max_turnover_per_day = 2.2;  // R12: of managed equity and cash reserve, sells and buys
  int max_orders_per_day = 20;        // R13
  double max_quote_age_s = 30;        // R08: live and frozen quotes
  double max_quote_age_delayed_s = 1200;
};

// What a quote must satisfy to be planned and traded on.
[[nodiscard]] inline plan::QuoteLimits quote_limits(const Options& options, Mode mode) {
  return {.max_age_s = options.max_quote_age_s,
          .max_age_delayed_s = options.max_quote_age_delayed_s,
          .max_ahead = broker::kMaxSkew,
          .require_live = mode == Mode::kLive};
}

}  // namespace bot::safety
