// What a run reports to its owner while it is still running.
#pragma once

#include "ports/notifier.hpp"
#include "run/runtime.hpp"

namespace bot::run {

[[nodiscard]] ports::Alert make_alert(const Runtime& runtime, ports::AlertKind kind, ports::Severity severity);
// Into the outbox; nothing in a dry run. A failure is logged only: it never changes the run.
void notify(Runtime& runtime, const ports::Alert& alert);

}  // namespace bot::run
