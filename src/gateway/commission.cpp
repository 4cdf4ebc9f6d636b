#include "gateway/commission.hpp"

#include "base/check.hpp"

namespace bot::gateway {
namespace {

struct Schedule {
  Price per_share;
  Money at_least;
};

Schedule find_schedule(CommissionPlan plan) {
  switch (plan) {
    case CommissionPlan::kTiered:
      return {Price::from_raw(3'500'000), Money::from_raw(350'000'000)};
    case CommissionPlan::kFixed:
      return {Price::from_raw(5'000'000), Money::from_whole(1)};
  }
  BOT_CHECK(false);
}

}  // namespace

Money compute_commission(CommissionPlan plan, Quantity quantity, Money value) {
  if (quantity <= Quantity{}) return {};
  const Schedule schedule = find_schedule(plan);
  const Money at_most = Money::from_raw(value.raw() / 100);
  return min(max(multiply(schedule.per_share, quantity, Rounding::kHalfEven), schedule.at_least), at_most);
}

}  // namespace bot::gateway
