// What a person reads of a halt, and how it is lifted.
#pragma once

#include <string>
#include <string_view>

#include "ledger/state.hpp"

namespace bot::ledger {

// "halted since 2024-03-14T19:55:00Z (mismatch): why"
[[nodiscard]] std::string describe(const HaltLatch& halt);
// The command that lets runs go on; `id` may be a placeholder.
[[nodiscard]] std::string resume_command(std::string_view id);

}  // namespace bot::ledger
