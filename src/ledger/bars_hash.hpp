// The hash of a series of final bars, and what of it has to be recorded so that a decision can be made again.
#pragma once

#include <span>
#include <string>

#include "ledger/state.hpp"

namespace bot::ledger {

// SHA-256 over each row's date and the bits of its numbers.
[[nodiscard]] std::string bars_sha256(std::span<const Bar> bars);
// Only the new rows where the recorded series is a beginning of this one; else all.
[[nodiscard]] BarsRecorded bars_to_record(const Symbol& symbol, const std::vector<Bar>& bars, const LedgerState& state);

}  // namespace bot::ledger
