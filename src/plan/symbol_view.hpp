// One symbol as the planning sees it, and what is to be done with it. Inside of this room.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/make_plan.hpp"
#include "plan/whole_shares.hpp"

namespace bot::plan {

enum class Treatment {
  kIdle,     // neither held nor wanted
  kNoOrder,  // held or wanted, and no order: `why`
  kExit,     // no target: everything unlocked goes
  kChoose,   // the minimisation decides
};

struct SymbolView {
  Symbol symbol{};
  Holding holding{};
  double target = 0;
  QuoteInput quote{};
  Treatment treatment = Treatment::kIdle;
  std::string why{};
  bool bad_quote = false;
  Price mid{};  // the following four: valid for kExit and kChoose
  double held_weight = 0;
  double wanted_buy = 0;   // shares, before the scale
  double wanted_sell = 0;  // shares, what is locked left out
  double goal = 0;
  Quantity unlocked{};  // shares that may be sold, fraction included
};

// Every symbol held, wanted or quoted, in order; without goals.
[[nodiscard]] std::vector<SymbolView> view_symbols(const PlanInput& input);

// Scale of the wanted buys and the goal weights. `budget` is before the plan's own sells.
[[nodiscard]] double scale_and_goals(std::vector<SymbolView>& views, const PlanInput& input, Money budget);

// The symbol's part in the minimisation. `most_bought`: a further bound on the buy; none: only the cap.
[[nodiscard]] ShareChoice share_choice(const SymbolView& view, const PlanInput& input,
                                       std::optional<Quantity> most_bought);

// The trades, in the order of the choices; whether they are the best ones for certain stands in the plan.
[[nodiscard]] std::vector<Quantity> solve(const ShareProblem& problem, Plan& plan);

[[nodiscard]] PlannedOrder planned_order(const SymbolView& view, Side side, Quantity shares, const PlanInput& input);

// What whole shares cannot touch, named; empty when there is nothing of it.
[[nodiscard]] std::string fraction_note(const Holding& holding, const PlanInput& input);

[[nodiscard]] std::string percent(double weight);

}  // namespace bot::plan
