// The halt that stops every later run until a person resumes, the kill switch, and which safety rules halt.
#pragma once

#include <optional>
#include <string>

#include "base/check.hpp"
#include "ledger/halt_reason.hpp"
#include "model/safety_rule.hpp"
#include "run/ending.hpp"
#include "run/runtime.hpp"

namespace bot::run {

// HALT: latched until a person resumes by name; of a dry run, whose record is in memory, nothing stays but the
// sentence. `ending`: which of the halted ones it is.
[[nodiscard]] Stop halt(Runtime& runtime, ledger::HaltReason reason, const std::string& why,
                        Ending ending = Ending::kHaltedNow);
// That the kill switch is set, and why, in a sentence; none: it is not.
[[nodiscard]] std::optional<std::string> kill_switch(const Runtime& runtime);

// Set: its refusal of a plan stops the account until a person resumes it, since the account is not what we believe it
// is.
[[nodiscard]] constexpr std::optional<ledger::HaltReason> halt_reason(SafetyRule rule) {
  switch (rule) {
    case SafetyRule::kNetLiquidation:
      return ledger::HaltReason::kNavBroken;
    case SafetyRule::kLoss:
      return ledger::HaltReason::kDrawdown;
    case SafetyRule::kBadSessions:
      return ledger::HaltReason::kBadSessions;
    case SafetyRule::kKillSwitch:
    case SafetyRule::kModeAndAccount:
    case SafetyRule::kArming:
    case SafetyRule::kWindow:
    case SafetyRule::kClock:
    case SafetyRule::kLongOnly:
    case SafetyRule::kInstrument:
    case SafetyRule::kQuote:
    case SafetyRule::kCollar:
    case SafetyRule::kLimit:
    case SafetyRule::kOrderCap:
    case SafetyRule::kTurnover:
    case SafetyRule::kOrderCount:
    case SafetyRule::kVolume:
    case SafetyRule::kMinimum:
    case SafetyRule::kWeights:
    case SafetyRule::kCash:
    case SafetyRule::kWholeShares:
    case SafetyRule::kNearer:
    case SafetyRule::kSecondOpinion:
      return std::nullopt;
  }
  BOT_CHECK(false);
}

}  // namespace bot::run
