// The same run as a small cash account would live it: the plan that trades (whole shares, its budget and reserve),
// sells before buys, settlement T+1 on the settlement calendar, and locked lots. Distributions come as cash on their
// ex-date, at the amount that makes a position earn its adjusted return.
#pragma once

#include "calendar/calendar.hpp"
#include "model/weight_cap.hpp"
#include "plan/options.hpp"
#include "research/backtest.hpp"

namespace bot::research {

struct LivedAccountOptions {
  BacktestOptions backtest;  // its commissions are those of plan.costs, its shares are whole
  plan::Options plan;
  WeightCap weight_cap;
  int extra_settlement_sessions = 1;  // execution.lock_margin_sessions
};

// Prices are the real ones. A rebalance that is still open (a position outside the band of its target: locked, or for
// want of cash) goes on with the same targets on the sessions after, as a run does under weekly and monthly.
[[nodiscard]] AccountHistory run_lived_account(const Panel& panel, const Targets& targets,
                                               const LivedAccountOptions& options, const calendar::Calendar& calendar);

}  // namespace bot::research
