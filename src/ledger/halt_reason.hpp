// Why trading is latched off until a person resumes it. Closed: the names are on people's disks and in `bot status`.
#pragma once

#include <string_view>

#include "base/check.hpp"
#include "base/enum_names.hpp"
#include "orders/alarm.hpp"

namespace bot::ledger {

enum class HaltReason {
  kOperator,       // `bot halt`
  kClientIdInUse,  // the gateway says another program trades with our client id, to the last attempt
  kShortPosition,  // the account is short in a symbol
  kOverfill,       // more was filled than was ordered
  kLedgerBehind,   // the broker knows orders of ours that the ledger does not
  kMismatch,       // an execution under one of our keys is not that order's
  kShortSale,      // the broker takes a sale of ours for a short one
  kNavBroken,      // R16: NetLiquidation is missing or far from our own sum
  kDrawdown,       // R21
  kBadSessions,    // R22: several sessions in a row ended badly
  kBeyondLimit     // filled at a price that the order's limit does not allow
};
[[nodiscard]] constexpr std::string_view name(HaltReason reason) {
  switch (reason) {
    case HaltReason::kOperator:
      return "operator";
    case HaltReason::kClientIdInUse:
      return "326";
    case HaltReason::kShortPosition:
      return "short";
    case HaltReason::kOverfill:
      return "overfill";
    case HaltReason::kLedgerBehind:
      return "ledger_behind";
    case HaltReason::kMismatch:
      return "mismatch";
    case HaltReason::kShortSale:
      return "404";
    case HaltReason::kNavBroken:
      return "R16";
    case HaltReason::kDrawdown:
      return "R21";
    case HaltReason::kBadSessions:
      return "R22";
    case HaltReason::kBeyondLimit:
      return "beyond_limit";
  }
  BOT_CHECK(false);
}

[[nodiscard]] constexpr HaltReason halt_reason(orders::AlarmKind kind) {
  switch (kind) {
    case orders::AlarmKind::kOverfill:
      return HaltReason::kOverfill;
    case orders::AlarmKind::kLedgerBehind:
      return HaltReason::kLedgerBehind;
    case orders::AlarmKind::kMismatch:
      return HaltReason::kMismatch;
    case orders::AlarmKind::kShortSale:
      return HaltReason::kShortSale;
    case orders::AlarmKind::kBeyondLimit:
      return HaltReason::kBeyondLimit;
  }
  BOT_CHECK(false);
}

}  // namespace bot::ledger

template <>
inline constexpr bot::ledger::HaltReason bot::kLastOf<bot::ledger::HaltReason> = bot::ledger::HaltReason::kBeyondLimit;
