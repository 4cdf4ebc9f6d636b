// What the files of the planning step share (run_plan, run_quotes, run_plan_input, run_safety_input, run_permission,
// run_write_plan).
#pragma once

#include <optional>
#include <set>
#include <string>

#include "plan/lots.hpp"
#include "run/context.hpp"

namespace bot::run {

[[nodiscard]] Stop refused_stop(std::string message);
// In the universe, or held because of an earlier plan.
[[nodiscard]] bool is_managed(const RunContext& run, const Symbol& symbol);
[[nodiscard]] const SymbolInputs* inputs_of(const RunContext& run, const Symbol& symbol);
// Last close the decision saw, brought to today's shares by today's factor.
[[nodiscard]] std::optional<double> research_close(const RunContext& run, const Symbol& symbol);
[[nodiscard]] plan::QuoteInput quote_input(const RunContext& run, const Symbol& symbol);
[[nodiscard]] plan::LotBook lot_book(const ledger::LedgerState& state);

// Whether fractions are to be planned: every symbol that is held or wanted has to be proven by a what-if.
[[nodiscard]] Result<bool> prove_fractions(RunContext& run, const std::set<Symbol>& symbols);

enum class Permission { kGranted, kTakenOut, kStop };

struct PermissionAnswer {
  Permission permission = Permission::kGranted;
  StepAnswer stop;
};
[[nodiscard]] PermissionAnswer may_buy(RunContext& run, const plan::PlannedOrder& order);

}  // namespace bot::run
