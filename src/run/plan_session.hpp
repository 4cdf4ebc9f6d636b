// From a decision to a plan that safety had nothing against and this account is permitted to carry out.
#pragma once

#include <variant>

#include "run/decide.hpp"
#include "run/open.hpp"
#include "run/plan_trades.hpp"

namespace bot::run {

struct NotCarriedOut {
  Stop why;                          // the run ends here
  std::optional<plan::Plan> plan{};  // none: there was no plan before it ended
};

struct SessionPlan {
  Decided decided;  // the last one, where permission to buy was refused on the way
  std::variant<MadePlan, NotCarriedOut> plan;
};

// Where permission is refused it decides again without the symbol, of the same market and basis; where nobody answered
// whether it is given, it plans again without an order in it.
[[nodiscard]] SessionPlan plan_session(Runtime& runtime, const Opened& opened, Market market, const Basis& basis,
                                       Decided decided);

}  // namespace bot::run
