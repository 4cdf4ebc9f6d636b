// What a run tells its owner while it is still running, and the halt that stops every later one.
#pragma once

#include "ports/notifier.hpp"
#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

[[nodiscard]] ports::Alert make_alert(const Runtime& runtime, ports::AlertKind kind, ports::Severity severity);
// Into the outbox; nothing in a dry run. A failure is logged only: it never changes the run.
void notify(Runtime& runtime, const ports::Alert& alert);
// HALT: latched until a person resumes by name. A dry run only says so.
[[nodiscard]] Stop halt(Runtime& runtime, ledger::HaltReason reason, const std::string& why);
// That the kill switch is set, and why, in a sentence; none: it is not.
[[nodiscard]] std::optional<std::string> kill_switch(const Runtime& runtime);

}  // namespace bot::run
