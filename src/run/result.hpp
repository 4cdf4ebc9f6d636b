// What a run says of itself, filled in as it becomes known.
#pragma once

#include <vector>

#include "run/decide.hpp"
#include "run/ending.hpp"
#include "run/final_account.hpp"
#include "run/off_target.hpp"

namespace bot::run {

[[nodiscard]] ledger::RunResult begin_result(const Runtime& runtime);

void show(ledger::RunResult& result, const Decided& decided);
// Quotes that a plan could not use are findings.
void show(Runtime& runtime, ledger::RunResult& result, const plan::Plan& plan);
// `off`: what is off its target; empty: nothing is.
void show(ledger::RunResult& result, const std::vector<OffTarget>& off);
void show(ledger::RunResult& result, const FinalAccount& account);
// Orders of a dry run.
void show_planned(const Runtime& runtime, ledger::RunResult& result, const plan::Plan& plan);

// How it ended, its findings, each with the time it was first seen, and the next run.
void end_result(ledger::RunResult& result, const Runtime& runtime, const Stop& how);

}  // namespace bot::run
