// How a run ended, with what it knew by then, and what it says of itself.
#pragma once

#include <optional>
#include <vector>

#include "run/decide.hpp"
#include "run/ending.hpp"
#include "run/final_account.hpp"
#include "run/off_target.hpp"

namespace bot::run {

struct Ended {
  Stop how;
  Decided decided{};                      // empty: nothing was decided
  std::optional<plan::Plan> plan{};       // none: nothing was planned by this start
  std::optional<FinalAccount> account{};  // none: not read at the end
  std::optional<std::vector<OffTarget>>
      off{};                // none: positions were not compared with the targets; empty: none is off
  bool followed = false;    // orders, of this start or an earlier one, were followed to their end
  bool carried_on = false;  // the plan is an earlier start's, and this one had something left to do for it
};

// Its positions are where they were to be, which ends a rebalance.
[[nodiscard]] bool reached_targets(const Runtime& runtime, const Ended& ended);

// `session`: today's, where the start came to look at it. The orders are those of the session whose instants the run
// keeps to (runtime.timing): a halted start that ends an earlier one's has orders and no session; one that was rejected
// before it kept to any has none.
[[nodiscard]] ledger::RunResult make_result(const Runtime& runtime, std::optional<Date> session, const Ended& ended);
// Of a dry run: the orders are those planned, and outside any session they are indicative.
[[nodiscard]] ledger::RunResult make_dry_result(const Runtime& runtime, std::optional<Date> session,
                                                const Ended& ended);
// An alert about it could not be stored: nobody would know what happened.
[[nodiscard]] ledger::RunResult unreported(ledger::RunResult result, const Error& why);
// For a run whose result could not be recorded: `how` instead.
[[nodiscard]] ledger::RunResult end_otherwise(ledger::RunResult result, const Stop& how);

}  // namespace bot::run
