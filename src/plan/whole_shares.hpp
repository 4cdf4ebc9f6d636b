// The best whole numbers of shares: minimises the sum of squared distances to the goal weights, sells and buys
// together, so that the buys stay in the budget. Inside of this room; make_plan and replan_buys state the problem.
#pragma once

#include <cstdint>
#include <vector>

#include "base/fixed.hpp"
#include "plan/cash_rule.hpp"

namespace bot::plan {

// Trades are whole shares n: above 0 bought, below 0 sold.
struct ShareChoice {
  double held_weight = 0;   // value held at mid / equity
  double share_weight = 0;  // mid / equity, above 0
  double goal = 0;
  std::int64_t lowest = 0;       // most that can be sold, as a negative number
  std::int64_t highest = 0;      // most that can be bought
  std::int64_t least_order = 1;  // fewest shares an order may have
  Money buy_cost{};              // one share bought, at the limit, without commission
  Money sell_proceeds{};         // one share sold, likewise
  Price mid{};
};

struct ShareProblem {
  std::vector<ShareChoice> choices{};  // by symbol; the last tie-break prefers the earlier
  Money budget{};                      // buys with commissions, less the sells' net proceeds if they count, stay in it
  bool sells_count = true;
  Costs costs{};
};

struct ShareSolution {
  std::vector<std::int64_t> trades{};  // in the order of the choices
  double squared_distance = 0;
  bool exact = true;
};

// Ties in the sum: less traded at mid; then the trade of the symbol that stands first. Without a buy the budget binds
// nothing: sells are never blocked by cash.
[[nodiscard]] ShareSolution best_whole_shares(const ShareProblem& problem);

}  // namespace bot::plan
