// What the account pays for an order, by the schedule of its plan (broker/commission.hpp).
#pragma once

#include "base/fixed.hpp"
#include "gateway/options.hpp"

namespace bot::gateway {

// For a whole order: what `quantity` shares worth `value` cost. The commission of one fill is the difference of two of
// these.
[[nodiscard]] Money compute_commission(CommissionPlan plan, Quantity quantity, Money value);

}  // namespace bot::gateway
