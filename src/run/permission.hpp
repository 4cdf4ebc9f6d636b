// Whether this account may buy a symbol, and fractions of it: what-ifs, remembered in the ledger.
#pragma once

#include <map>

#include "run/trade_facts.hpp"

namespace bot::run {

inline constexpr std::chrono::days kFractionMemory{30};  // as long as a refusal of fractions is remembered

enum class FractionAnswer {
  kTaken,
  kNotTaken,  // refused, or nobody answered
  kNoMoney,   // refused for want of money before the sells are done: nothing is known of fractions
};

struct Permissions {
  Exclusions refused;                          // this account may not buy it: the decision is made without it
  Exclusions unproven;                         // nobody answered: it keeps its target and gets no order
  std::map<Symbol, FractionAnswer> fractions;  // of those that were asked about
};

struct AskedPermissions {
  Permissions permissions;
  bool must_plan_again = false;  // of those that were asked one was refused, or nobody answered
};
// Every symbol the plan buys was bought before or would be taken by the broker now. What is not is added to
// `permissions`.
[[nodiscard]] Staged<AskedPermissions> ask_permissions(Runtime& runtime, const TradeFacts& facts,
                                                       const plan::Plan& plan, Permissions permissions);

struct FractionProof {
  Permissions permissions;
  bool are_proven = false;  // fractions are to be planned
};
// Each symbol held or wanted has to be proven by a what-if, once a run: its answer is added to `permissions`.
[[nodiscard]] Result<FractionProof> prove_fractions(Runtime& runtime, const TradeFacts& facts, Permissions permissions);

}  // namespace bot::run
