// The safety rules as a closed set, in the order in which they are reported.
#pragma once

#include <string_view>

#include "base/check.hpp"

namespace bot::safety {

enum class Rule {
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
[[nodiscard]] constexpr std::string_view name(Rule rule) {
  switch (rule) {
    case Rule::kKillSwitch:
      return "R01";
    case Rule::kModeAndAccount:
      return "R02";
    case Rule::kArming:
      return "R03";
    case Rule::kWindow:
      return "R04";
    case Rule::kClock:
      return "R05";
    case Rule::kLongOnly:
      return "R06";
    case Rule::kInstrument:
      return "R07";
    case Rule::kQuote:
      return "R08";
    case Rule::kCollar:
      return "R09";
    case Rule::kLimit:
      return "R10";
    case Rule::kOrderCap:
      return "R11";
    case Rule::kTurnover:
      return "R12";
    case Rule::kOrderCount:
      return "R13";
    case Rule::kVolume:
      return "R14";
    case Rule::kMinimum:
      return "R15";
    case Rule::kNetLiquidation:
      return "R16";
    case Rule::kWeights:
      return "R17";
    case Rule::kCash:
      return "R18";
    case Rule::kWholeShares:
      return "R19";
    case Rule::kNearer:
      return "R20";
    case Rule::kLoss:
      return "R21";
    case Rule::kBadSessions:
      return "R22";
    case Rule::kSecondOpinion:
      return "R23";
  }
  BOT_CHECK(false);
}

}  // namespace bot::safety
