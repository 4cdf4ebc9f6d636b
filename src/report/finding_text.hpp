// A finding of a run in words.
#pragma once

#include <string>

#include "ledger/run_result.hpp"

namespace bot::report {

// "quote SPY: no usable quote": its code, its symbol once, and what was found.
[[nodiscard]] std::string finding_text(const ledger::FindingLine& finding);
// Whether this run was the first to have it.
[[nodiscard]] bool is_new(const ledger::FindingLine& finding, const ledger::RunResult& result);

}  // namespace bot::report
