// What a finding of a run is about. Closed: the names are in `bot trade --json`, in alerts and on people's disks.
#pragma once

#include <iterator>
#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"

namespace bot::ledger {

enum class FindingCode {
  // Rules of the validation of bars (data/finding.hpp).
  kBarRule1,
  kBarRule2,
  kBarRule3,
  kBarRule4,
  kBarRule5,
  kBarRule6,
  kBarRule7,
  // Safety rules (safety/rules.hpp).
  kSafetyRule01,
  kSafetyRule02,
  kSafetyRule03,
  kSafetyRule04,
  kSafetyRule05,
  kSafetyRule06,
  kSafetyRule07,
  kSafetyRule08,
  kSafetyRule09,
  kSafetyRule10,
  kSafetyRule11,
  kSafetyRule12,
  kSafetyRule13,
  kSafetyRule14,
  kSafetyRule15,
  kSafetyRule16,
  kSafetyRule17,
  kSafetyRule18,
  kSafetyRule19,
  kSafetyRule20,
  kSafetyRule21,
  kSafetyRule22,
  kSafetyRule23,
  // Everything else a run met.
  kFetch,     // bars could not be brought up to date
  kRevision,  // the source revised bars it had given before
  kToday,     // today's forming bar or its factor
  kQuote,
  kInstrument,
  kPermission,    // the account may not buy the symbol
  kAccount,       // account values could not be read
  kForeignOrder,  // somebody else's order in a managed symbol
  kUnexplainedPosition,
  kInferredFill,  // a fill nobody reported but the positions prove
  kCashMovement,  // cash that came or went without an order of ours
  kCashUpFront,   // the broker takes settled cash only
  kPlanFile,      // the plan's file could not be written
  kStrategyFile,  // strategy.path has no weights that may be traded on
  kReconcile,     // broker and ledger differ after the run
  kArming,        // live trading ends soon
  kFreeze,        // nothing new was sent from some point on
  kOutside,       // something of the owner's that the account gives no value for
  kSettledCash,   // no settled cash that could be spent: not reported, or negative
  kCommission,    // a commission that cannot be true
  kHalt
};
[[nodiscard]] constexpr std::string_view name(FindingCode code) {
  switch (code) {
    case FindingCode::kBarRule1:
      return "rule 1";
    case FindingCode::kBarRule2:
      return "rule 2";
    case FindingCode::kBarRule3:
      return "rule 3";
    case FindingCode::kBarRule4:
      return "rule 4";
    case FindingCode::kBarRule5:
      return "rule 5";
    case FindingCode::kBarRule6:
      return "rule 6";
    case FindingCode::kBarRule7:
      return "rule 7";
    case FindingCode::kSafetyRule01:
      return "R01";
    case FindingCode::kSafetyRule02:
      return "R02";
    case FindingCode::kSafetyRule03:
      return "R03";
    case FindingCode::kSafetyRule04:
      return "R04";
    case FindingCode::kSafetyRule05:
      return "R05";
    case FindingCode::kSafetyRule06:
      return "R06";
    case FindingCode::kSafetyRule07:
      return "R07";
    case FindingCode::kSafetyRule08:
      return "R08";
    case FindingCode::kSafetyRule09:
      return "R09";
    case FindingCode::kSafetyRule10:
      return "R10";
    case FindingCode::kSafetyRule11:
      return "R11";
    case FindingCode::kSafetyRule12:
      return "R12";
    case FindingCode::kSafetyRule13:
      return "R13";
    case FindingCode::kSafetyRule14:
      return "R14";
    case FindingCode::kSafetyRule15:
      return "R15";
    case FindingCode::kSafetyRule16:
      return "R16";
    case FindingCode::kSafetyRule17:
      return "R17";
    case FindingCode::kSafetyRule18:
      return "R18";
    case FindingCode::kSafetyRule19:
      return "R19";
    case FindingCode::kSafetyRule20:
      return "R20";
    case FindingCode::kSafetyRule21:
      return "R21";
    case FindingCode::kSafetyRule22:
      return "R22";
    case FindingCode::kSafetyRule23:
      return "R23";
    case FindingCode::kFetch:
      return "fetch";
    case FindingCode::kRevision:
      return "revision";
    case FindingCode::kToday:
      return "today";
    case FindingCode::kQuote:
      return "quote";
    case FindingCode::kInstrument:
      return "instrument";
    case FindingCode::kPermission:
      return "permission";
    case FindingCode::kAccount:
      return "account";
    case FindingCode::kForeignOrder:
      return "foreign_order";
    case FindingCode::kUnexplainedPosition:
      return "unexplained_position";
    case FindingCode::kInferredFill:
      return "inferred_fill";
    case FindingCode::kCashMovement:
      return "cash_movement";
    case FindingCode::kCashUpFront:
      return "cash_up_front";
    case FindingCode::kPlanFile:
      return "plan_file";
    case FindingCode::kStrategyFile:
      return "strategy_file";
    case FindingCode::kReconcile:
      return "reconcile";
    case FindingCode::kArming:
      return "arming";
    case FindingCode::kFreeze:
      return "freeze";
    case FindingCode::kOutside:
      return "outside";
    case FindingCode::kSettledCash:
      return "settled_cash";
    case FindingCode::kCommission:
      return "commission";
    case FindingCode::kHalt:
      return "halt";
  }
  BOT_CHECK(false);
}

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::FindingCode bot::kLastOf<bot::ledger::FindingCode> = bot::ledger::FindingCode::kHalt;

namespace bot::ledger {

[[nodiscard]] constexpr bool is_safety_rule(FindingCode code) {
  return code >= FindingCode::kSafetyRule01 && code <= FindingCode::kSafetyRule23;
}

// `rule` counts from 1.
[[nodiscard]] inline FindingCode bar_rule(int rule) {
  using enum FindingCode;
  constexpr FindingCode kCodes[] = {kBarRule1, kBarRule2, kBarRule3, kBarRule4, kBarRule5, kBarRule6, kBarRule7};
  BOT_CHECK(rule >= 1 && rule <= static_cast<int>(std::size(kCodes)), "no rule {} for bars", rule);
  return kCodes[rule - 1];
}

}  // namespace bot::ledger
