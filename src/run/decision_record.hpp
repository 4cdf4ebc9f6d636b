// The inputs of a decision, a plan and its inputs as texts: what is recorded, hashed and compared when a past run is
// computed again.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "data/file_row.hpp"
#include "plan/make_plan.hpp"

namespace bot::run {

// Which symbols the decision might use, and why not the others; their bars are recorded for themselves.
struct UsableSymbol {
  Symbol symbol;
  bool usable = false;
  std::string reason;
};
struct DecisionInputs {
  Date asof;
  std::vector<UsableSymbol> symbols{};
  std::optional<data::FileRow> file_row{};  // with strategy.kind file
};
[[nodiscard]] std::string encode_decision_inputs(const DecisionInputs& inputs);
[[nodiscard]] Result<DecisionInputs> decode_decision_inputs(const std::string& text);

// The plan as kept under reports/plans: its SHA-256 is the plan's.
struct PlanText {
  Date session;
  std::string account_sha256;
  const std::map<Symbol, double>& targets;
  const plan::PlanInput& input;
  const plan::Plan& plan;
};
[[nodiscard]] std::string plan_text(const PlanText& of);
// Where a plan of this hash is kept.
[[nodiscard]] std::string plan_path(const std::string& folder, const std::string& sha256);

// Doubles survive exactly.
[[nodiscard]] std::string encode_plan_input(const plan::PlanInput& input);
[[nodiscard]] Result<plan::PlanInput> decode_plan_input(const std::string& text);

}  // namespace bot::run
