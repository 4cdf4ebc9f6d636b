// What the ledger keeps of a run as such: that it began, how it ended, and that a start did not become one.
#pragma once

#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

// The start and the options it was given.
[[nodiscard]] Result<void> record_start(Runtime& runtime);

// The result as it then is: one that could not be recorded is the run's failure, and somebody has to look where orders
// were sent.
[[nodiscard]] ledger::RunResult record_end(Runtime& runtime, ledger::RunResult result, bool on_target);

// Halted, not armed: a start that did not become a run is kept all the same, so that nobody calls the session missed.
void record_rejected_start(Runtime& runtime, const Stop& how);

}  // namespace bot::run
