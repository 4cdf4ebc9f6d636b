// The described account of `bot plan --account FILE` (docs/formats/account.md), as read from its JSON.
#pragma once

#include <map>
#include <optional>

#include "base/result.hpp"
#include "model/weight_cap.hpp"
#include "plan/make_plan.hpp"

namespace bot::plan {

struct DescribedPosition {
  double shares = 0;
  double locked = 0;
};
struct DescribedQuote {
  std::optional<double> bid, ask, last_close{};  // absent or null: missing; NaN is a quote that cannot be used
};
struct DescribedAccount {
  double equity = 0;  // managed
  double settled_cash = 0;
  double unsettled_proceeds = 0;
  std::optional<double> available_funds{};  // absent: no ceiling
  std::map<Symbol, double> targets{};
  std::map<Symbol, DescribedPosition> positions{};
  std::map<Symbol, DescribedQuote> quotes{};
};

// kData when a number is not finite or impossible (negative shares, more locked than held, a weight outside 0 to 1).
[[nodiscard]] Result<PlanInput> plan_input(const DescribedAccount& account, const WeightCap& weight_cap,
                                           const Options& options);

}  // namespace bot::plan
