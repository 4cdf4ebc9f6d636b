// The safety rules as a closed set, in the order in which they are reported: `safety` judges by them, the ledger
// remembers which of them refused.
#pragma once

#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"

namespace bot {

enum class SafetyRule {
  kKillSwitch,
  kModeAndAccount,
  kArming,
  kWindow,
  kClock,
  kLongOnly,
  kInstrument,
  kQuote,
  kCollar,
  kLimit,
  kOrderCap,
  kTurnover,
  kOrderCount,
  kVolume,
  kMinimum,
  kNetLiquidation,
  kWeights,
  kCash,
  kWholeShares,
  kNearer,
  kLoss,
  kBadSessions,
  kSecondOpinion,
};

// The code that people and records know a rule by.
[[nodiscard]] constexpr std::string_view name(SafetyRule rule) {
  switch (rule) {
    case SafetyRule::kKillSwitch:
      return "R01";
    case SafetyRule::kModeAndAccount:
      return "R02";
    case SafetyRule::kArming:
      return "R03";
    case SafetyRule::kWindow:
      return "R04";
    case SafetyRule::kClock:
      return "R05";
    case SafetyRule::kLongOnly:
      return "R06";
    case SafetyRule::kInstrument:
      return "R07";
    case SafetyRule::kQuote:
      return "R08";
    case SafetyRule::kCollar:
      return "R09";
    case SafetyRule::kLimit:
      return "R10";
    case SafetyRule::kOrderCap:
      return "R11";
    case SafetyRule::kTurnover:
      return "R12";
    case SafetyRule::kOrderCount:
      return "R13";
    case SafetyRule::kVolume:
      return "R14";
    case SafetyRule::kMinimum:
      return "R15";
    case SafetyRule::kNetLiquidation:
      return "R16";
    case SafetyRule::kWeights:
      return "R17";
    case SafetyRule::kCash:
      return "R18";
    case SafetyRule::kWholeShares:
      return "R19";
    case SafetyRule::kNearer:
      return "R20";
    case SafetyRule::kLoss:
      return "R21";
    case SafetyRule::kBadSessions:
      return "R22";
    case SafetyRule::kSecondOpinion:
      return "R23";
  }
  BOT_CHECK(false);
}

}  // namespace bot

template <>
inline constexpr bot::SafetyRule bot::kLastOf<bot::SafetyRule> = bot::SafetyRule::kSecondOpinion;
