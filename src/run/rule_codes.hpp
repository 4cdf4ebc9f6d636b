// What the ledger calls a safety rule.
#pragma once

#include <optional>

#include "base/check.hpp"
#include "ledger/finding_code.hpp"
#include "ledger/halt_reason.hpp"
#include "safety/rule.hpp"

namespace bot::run {

[[nodiscard]] constexpr ledger::FindingCode finding_code(safety::Rule rule) {
  switch (rule) {
    case safety::Rule::kKillSwitch:
      return ledger::FindingCode::kSafetyRule01;
    case safety::Rule::kModeAndAccount:
      return ledger::FindingCode::kSafetyRule02;
    case safety::Rule::kArming:
      return ledger::FindingCode::kSafetyRule03;
    case safety::Rule::kWindow:
      return ledger::FindingCode::kSafetyRule04;
    case safety::Rule::kClock:
      return ledger::FindingCode::kSafetyRule05;
    case safety::Rule::kLongOnly:
      return ledger::FindingCode::kSafetyRule06;
    case safety::Rule::kInstrument:
      return ledger::FindingCode::kSafetyRule07;
    case safety::Rule::kQuote:
      return ledger::FindingCode::kSafetyRule08;
    case safety::Rule::kCollar:
      return ledger::FindingCode::kSafetyRule09;
    case safety::Rule::kLimit:
      return ledger::FindingCode::kSafetyRule10;
    case safety::Rule::kOrderCap:
      return ledger::FindingCode::kSafetyRule11;
    case safety::Rule::kTurnover:
      return ledger::FindingCode::kSafetyRule12;
    case safety::Rule::kOrderCount:
      return ledger::FindingCode::kSafetyRule13;
    case safety::Rule::kVolume:
      return ledger::FindingCode::kSafetyRule14;
    case safety::Rule::kMinimum:
      return ledger::FindingCode::kSafetyRule15;
    case safety::Rule::kNetLiquidation:
      return ledger::FindingCode::kSafetyRule16;
    case safety::Rule::kWeights:
      return ledger::FindingCode::kSafetyRule17;
    case safety::Rule::kCash:
      return ledger::FindingCode::kSafetyRule18;
    case safety::Rule::kWholeShares:
      return ledger::FindingCode::kSafetyRule19;
    case safety::Rule::kNearer:
      return ledger::FindingCode::kSafetyRule20;
    case safety::Rule::kLoss:
      return ledger::FindingCode::kSafetyRule21;
    case safety::Rule::kBadSessions:
      return ledger::FindingCode::kSafetyRule22;
    case safety::Rule::kSecondOpinion:
      return ledger::FindingCode::kSafetyRule23;
  }
  BOT_CHECK(false);
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
  BOT_CHECK(false);
}

}  // namespace bot::run
