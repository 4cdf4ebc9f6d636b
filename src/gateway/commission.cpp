#include "gateway/commission.hpp"

#include "base/check.hpp"
#include "broker/commission.hpp"

namespace bot::gateway {
namespace {

broker::CommissionSchedule find_schedule(CommissionPlan plan) {
  switch (plan) {
    case CommissionPlan::kTiered:
      return broker::tiered_commission();
    case CommissionPlan::kFixed:
      return broker::fixed_commission();
  }
  BOT_CHECK(false);
}

}  // namespace

Money compute_commission(CommissionPlan plan, Quantity quantity, Money value) {
  if (quantity <= Quantity{}) return {};
  const broker::CommissionSchedule schedule = find_schedule(plan);
  const Money at_most = Money::from_raw(value.raw() / 100);
  return min(max(multiply(schedule.per_share, quantity, Rounding::kHalfEven), schedule.at_least), at_most);
}

}  // namespace bot::gateway
