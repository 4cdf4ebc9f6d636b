// What the ledger calls a safety rule.
#pragma once

#include <optional>

#include "ledger/finding_code.hpp"
#include "ledger/halt_reason.hpp"
#include "safety/rule.hpp"

namespace bot::run {

[[nodiscard]] inline ledger::FindingCode finding_code(safety::Rule rule) {
  return ledger::safety_rule(static_cast<int>(rule) + 1);
}

// Set: its refusal of a plan stops the account until a person resumes it, since the account is not what we believe it
// is.
[[nodiscard]] constexpr std::optional<ledger::HaltReason> halt_reason(safety::Rule rule) {
  switch (rule) {
    case safety::Rule::kNetLiquidation:
      return ledger::HaltReason::kNavBroken;
    case safety::Rule::kLoss:
      return ledger::HaltReason::kDrawdown;
    case safety::Rule::kBadSessions:
      return ledger::HaltReason::kBadSessions;
    case safety::Rule::kKillSwitch:
    case safety::Rule::kModeAndAccount:
    case safety::Rule::kArming:
    case safety::Rule::kWindow:
    case safety::Rule::kClock:
    case safety::Rule::kLongOnly:
    case safety::Rule::kInstrument:
    case safety::Rule::kQuote:
    case safety::Rule::kCollar:
    case safety::Rule::kLimit:
    case safety::Rule::kOrderCap:
    case safety::Rule::kTurnover:
    case safety::Rule::kOrderCount:
    case safety::Rule::kVolume:
    case safety::Rule::kMinimum:
    case safety::Rule::kWeights:
    case safety::Rule::kCash:
    case safety::Rule::kWholeShares:
    case safety::Rule::kNearer:
    case safety::Rule::kSecondOpinion:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace bot::run
