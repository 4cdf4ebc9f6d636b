// The one durable transaction that uses up the session, and the plan's file beside it.
#pragma once

#include "run/decide.hpp"
#include "run/plan_trades.hpp"

namespace bot::run {

// From here on the session is used up; nothing was sent before this is on the disk.
[[nodiscard]] Staged<void> write_plan(Runtime& runtime, const Decided& decided, const Planned& planned);

}  // namespace bot::run
