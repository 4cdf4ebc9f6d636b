// How large a position may become by a buy: planned for, and checked again before the order is sent. Weights are
// fractions of the managed equity.
#pragma once

namespace bot {

struct WeightCap {
  double max_weight_per_asset = 0.5;
  bool fixed_strategy = false;  // nothing is bought above its own target instead of above max_weight_per_asset
};

}  // namespace bot
