// What a run reports to its owner while it is still running.
#pragma once

#include "ports/notifier.hpp"
#include "run/runtime.hpp"

namespace bot::run {

[[nodiscard]] ports::Alert make_alert(const Runtime& runtime, ports::AlertKind kind, ports::Severity severity);
// Into the outbox; nothing in a dry run. It never changes what is traded: one that could not be stored is logged and
// kept in `lost_alert`, with which a run that would have ended with 0 ends with 7.
void notify(Runtime& runtime, const ports::Alert& alert);

}  // namespace bot::run
