// What the account earned: time-weighted, net of deposits and withdrawals, from the equity the ledger recorded after
// each reconciliation. Pure. What cannot be known is absent, never a zero.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ledger/state.hpp"
#include "model/bar.hpp"

namespace bot::monitor {

struct ReturnPeriod {
  std::optional<double> value;      // 0.012 is 1.2 %
  std::optional<Date> since;        // session whose equity it starts from
  int unmeasured = 0;               // sessions left out: positions were taken over in between
  std::optional<double> benchmark;  // of the benchmark's final closes over the same sessions
};
struct Returns {
  ReturnPeriod day;
  ReturnPeriod month;
  ReturnPeriod year;
  ReturnPeriod whole;  // since the ledger began
};

// As of `session`, whose equity must be recorded; otherwise everything is absent. A period begins at the last recorded
// equity before it, or at the first one there is. Each link is (equity - deposits since) / equity before.
[[nodiscard]] Returns compute_returns(const std::vector<ledger::NavPoint>& navs, Date session);
// Fills in the benchmark: adjusted closes (as they are where there are none) of the periods' two ends.
void add_benchmark(Returns& returns, Date session, std::span<const Bar> bars);

}  // namespace bot::monitor
